"""CPEN 455, homework 1: dropout, batch normalisation, back-propagation."""

from paper_checks.ledger.cpen455hw1 import batchnorm, dropout
from paper_checks.ledger.cpen455hw1 import kept_units as kept

CLAIMS = (*dropout.CLAIMS, *kept.CLAIMS, *batchnorm.CLAIMS)
