"""A made-up paper, with one of everything that a locator can name."""

from paper_checks.evidence.document import Document

PAPER = Document.read(
    r"""# On *means*

## 1 Setup

Let $y_m(i)$ be normal.<sup>1</sup> Its mean is small, and its vari-
ance is not. We take $v \approx 1/\sqrt{N}$ from [3].

$$\mu_{m+1}^2 = \frac{1}{2\pi}(s_m^2 + \mu_m^2) \approx 0.16(s_m^2 + \mu_m^2). \quad (1)$$

For the 30<sup>th</sup> layer the non-linear term is -1.5 and

$$\begin{aligned} e^{-\frac{t^2}{2u^2}} &= \left(\frac{a - b}{c}\right)^{k+1} \\
&= \tilde{\mathbf{h}}_i \cdot \text{Var}(x) \end{aligned} \tag{2}$$

for all $k \geq 1$.

<sup>1</sup>This ‘footnote’ is ours.

## 2 End

**Proposition 1.** *The mean is 0.* It is odd. $\square$ And so on. Its mean is small, we said.

Figure 1: The mean of (1), by layer.

$$x \sim \mathcal{N}(0, 1) \quad (3)$$
"""
)
