"""The JSON schema of results.json."""

__all__ = ["SCHEMA"]

STATUS = {"enum": ["VERIFIED", "REFUTED", "INCONCLUSIVE", "CONFLICT", "NOT_RUN"]}
LINES = {
    "type": "object",
    "propertyNames": {"enum": ["proof", "simulation", "computation", "quotation"]},
    "additionalProperties": STATUS,
    "minProperties": 1,
}
EXPRESSION = {
    "type": "object",
    "required": ["latex", "number"],
    "additionalProperties": False,
    "properties": {"latex": {"type": "string"}, "number": {"type": ["number", "null"]}},
}
PAIR = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
MEASUREMENT = {
    "point": {"type": "object"},
    "estimand": {"type": "string"},
    "engine": {"type": "string"},
    "predicted": PAIR,
    "margin": {"type": "number", "exclusiveMinimum": 0},
    "estimate": {"type": "number"},
    "se": {"type": "number", "minimum": 0},
    "interval": PAIR,
    "n": {"type": "integer", "minimum": 1},
    "power": {"type": "number", "minimum": 0, "maximum": 1},
    "status": STATUS,
}
PASSAGE = {name: {"type": "string"} for name in ("paper", "locator", "words", "text", "value")}
MAYBE = {"type": ["number", "null"]}  # null: a quantity that some seed does not have
MAYBE_PAIR = {"type": "array", "items": MAYBE, "minItems": 2, "maxItems": 2}
QUANTITY = {"words": {"type": "string"}, "median": MAYBE, "interval": MAYBE_PAIR, "range": MAYBE_PAIR}
PREDICTION = {
    "name": {"type": "string"},
    "depth_scales": {"type": ["number", "null"], "minimum": 0},
    "trains": {"type": "boolean"},
    "trained": {"type": "boolean"},
}
TRIED = {
    "met": {"type": "integer", "minimum": 0, "maximum": 25},
    "seeds": {"type": "array", "items": {"type": "integer"}, "minItems": 25, "maxItems": 25},
    "level": {"type": "number", "exclusiveMaximum": 1e-6},
    "criterion": {"type": "string", "pattern": r"\d"},
    "quantities": {"type": "array", "items": {}},
    "predictions": {"type": "array", "items": {}},
    "trained": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "record": {"type": "string"},
}
RIVAL = {"words": {"type": "string"}, "latex": {"type": "string"}, "lines": LINES}
CLAIM = {
    "id": {"type": "string", "pattern": r"^[a-z0-9]+(\.[A-Za-z0-9-]+)+$"},
    "paper": {"type": "string"},
    "locator": {"type": "string"},
    "kind": {"enum": ["exact", "rounded", "asymptotic", "approximation", "empirical", "textual"]},
    "words": {"type": "string"},
    "reading": {"type": "string"},
    "expected": {"enum": [*STATUS["enum"], None]},
    "status": STATUS,
    "lines": LINES,
    "printed": {"anyOf": [EXPRESSION, {"type": "null"}]},
    "derived": {"anyOf": [EXPRESSION, {"type": "null"}]},
    "passages": {"type": "array", "maxItems": 2, "items": {}},
    "mended": {"type": "string"},
    "measurements": {"type": "array", "items": {}},
    "tried": {},
    "rivals": {"type": "array", "items": {}},
    "corrected_by": {"type": ["string", "null"]},
    "reason": {"type": "string"},
    "erratum": {"type": "string"},
    "notes": {"type": "array", "items": {"type": "string", "minLength": 1}},
}


def _closed(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


CLAIM["measurements"]["items"] = _closed(MEASUREMENT)
CLAIM["passages"]["items"] = _closed(PASSAGE)
CLAIM["rivals"]["items"] = _closed(RIVAL)
TRIED["quantities"]["items"] = _closed(QUANTITY)
TRIED["predictions"]["items"] = _closed(PREDICTION)
CLAIM["tried"] = {"anyOf": [_closed(TRIED), {"type": "null"}]}
# An empirical claim has no rivals; any other has two at least.
_CLAIM = _closed(CLAIM) | {
    "if": {"properties": {"kind": {"const": "empirical"}}},
    "then": {"properties": {"rivals": {"maxItems": 0}}},
    "else": {"properties": {"rivals": {"minItems": 2}, "tried": {"type": "null"}}},
}
SCHEMA = _closed({
    "schema": {"const": 1},
    "seed": {"type": "integer", "minimum": 0},
    "alpha": {"const": 1e-6},
    "intervals": {"type": "integer", "minimum": 0},
    "claims": {"type": "array", "items": _CLAIM},
})  # fmt: skip
