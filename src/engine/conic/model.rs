//! Conic programs, put together row by row: minimise `1/2 x^T P x + q^T x` where affine rows of x
//! lie in cones.

use nalgebra::DMatrix;
use num_complex::Complex64;

/// An affine function of the variables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Affine {
    /// Coefficients by variable; a variable may come more than once.
    pub terms: Vec<(usize, f64)>,
    /// The constant.
    pub constant: f64,
}

impl Affine {
    /// No variable at all.
    pub fn constant(constant: f64) -> Self {
        Self {
            terms: Vec::new(),
            constant,
        }
    }

    /// `coefficient` times one variable.
    pub fn of(variable: usize, coefficient: f64) -> Self {
        Self {
            terms: vec![(variable, coefficient)],
            constant: 0.0,
        }
    }

    /// Adds `coefficient` times one variable.
    pub fn add(&mut self, variable: usize, coefficient: f64) {
        self.terms.push((variable, coefficient));
    }

    /// Adds `factor` times another function.
    pub fn add_scaled(&mut self, other: &Self, factor: f64) {
        let terms = other.terms.iter().map(|&(i, c)| (i, factor * c));
        self.terms.extend(terms);
        self.constant += factor * other.constant;
    }

    /// Its value at `x`.
    pub fn value(&self, x: &[f64]) -> f64 {
        self.constant + self.terms.iter().map(|&(i, c)| c * x[i]).sum::<f64>()
    }
}

/// The cone that a run of rows must lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cone {
    /// All zero.
    Zero(usize),
    /// None negative.
    NonNegative(usize),
    /// The first no less than the norm of the others.
    SecondOrder(usize),
    /// The upper triangle of a positive semidefinite matrix of so many rows, column by column, what
    /// lies off the diagonal times the root of two.
    Semidefinite(usize),
}

impl Cone {
    /// Number of rows.
    pub fn rows(self) -> usize {
        match self {
            Self::Zero(n) | Self::NonNegative(n) | Self::SecondOrder(n) => n,
            Self::Semidefinite(n) => n * (n + 1) / 2,
        }
    }
}

/// A conic program.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// q, one entry per variable.
    pub linear: Vec<f64>,
    /// Entries of the upper triangle of P; those of the same place add up.
    pub quadratic: Vec<(usize, usize, f64)>,
    /// The rows of all cones, one after another.
    pub rows: Vec<Affine>,
    /// The cones.
    pub cones: Vec<Cone>,
}

impl Program {
    /// New variables, free and without cost; returns the first one's index.
    pub fn variables(&mut self, count: usize) -> usize {
        let first = self.linear.len();
        self.linear.resize(first + count, 0.0);
        first
    }

    /// Adds `coefficient x_i` to the objective.
    pub fn cost(&mut self, i: usize, coefficient: f64) {
        self.linear[i] += coefficient;
    }

    /// Adds `factor f(x)` to the objective, but for its constant.
    pub fn cost_of(&mut self, f: &Affine, factor: f64) {
        for &(i, coefficient) in &f.terms {
            self.cost(i, factor * coefficient);
        }
    }

    /// Adds `coefficient x_i x_j` to the objective.
    pub fn cost_of_product(&mut self, i: usize, j: usize, coefficient: f64) {
        let entry = if i == j {
            2.0 * coefficient
        } else {
            coefficient
        };
        self.quadratic.push((i.min(j), i.max(j), entry));
    }

    /// Adds `factor u^H form u` to the objective; `form` is Hermitian.
    pub fn cost_of_form(&mut self, u: ComplexVector, form: &DMatrix<Complex64>, factor: f64) {
        for r in 0..u.len {
            let (xr, yr) = (u.re(r), u.im(r));
            let diagonal = factor * form[(r, r)].re;
            self.cost_of_product(xr, xr, diagonal);
            self.cost_of_product(yr, yr, diagonal);
            for c in r + 1..u.len {
                // 2 Re(f conj(u_r) u_c).
                let f = form[(r, c)] * (2.0 * factor);
                let (xc, yc) = (u.re(c), u.im(c));
                self.cost_of_product(xr, xc, f.re);
                self.cost_of_product(yr, yc, f.re);
                if f.im != 0.0 {
                    self.cost_of_product(xr, yc, -f.im);
                    self.cost_of_product(yr, xc, f.im);
                }
            }
        }
    }

    /// A new complex vector.
    pub fn complex(&mut self, len: usize) -> ComplexVector {
        ComplexVector {
            first: self.variables(2 * len),
            len,
        }
    }

    /// `f(x) = 0`.
    pub fn zero(&mut self, f: Affine) {
        self.rows.push(f);
        match self.cones.last_mut() {
            Some(Cone::Zero(n)) => *n += 1,
            _ => self.cones.push(Cone::Zero(1)),
        }
    }

    /// `f(x) >= 0`.
    pub fn non_negative(&mut self, f: Affine) {
        self.rows.push(f);
        match self.cones.last_mut() {
            Some(Cone::NonNegative(n)) => *n += 1,
            _ => self.cones.push(Cone::NonNegative(1)),
        }
    }

    /// `norm(parts) <= bound`.
    pub fn norm_at_most(&mut self, bound: Affine, parts: impl IntoIterator<Item = Affine>) {
        let before = self.rows.len();
        self.rows.push(bound);
        self.rows.extend(parts);
        self.cones.push(Cone::SecondOrder(self.rows.len() - before));
    }

    /// `sum of squares of parts <= bound`.
    pub fn squares_at_most(&mut self, bound: &Affine, parts: impl IntoIterator<Item = Affine>) {
        // |(2 parts, bound - 1)| <= bound + 1.
        let (mut above, mut below) = (bound.clone(), bound.clone());
        above.constant += 1.0;
        below.constant -= 1.0;
        let doubled = parts.into_iter().map(|part| {
            let mut double = Affine::default();
            double.add_scaled(&part, 2.0);
            double
        });
        self.norm_at_most(above, std::iter::once(below).chain(doubled));
    }

    /// A new Hermitian variable.
    pub fn hermitian(&mut self, size: usize) -> Hermitian {
        Hermitian {
            first: self.variables(size * size),
            size,
        }
    }

    /// The Hermitian matrix with these entries, real and imaginary part, is positive semidefinite; entries are
    /// asked for on and above the diagonal only, where the imaginary part does not count.
    pub fn positive_semidefinite(
        &mut self,
        size: usize,
        entry: impl Fn(usize, usize) -> [Affine; 2],
    ) {
        // It is if [[Re, -Im], [Im, Re]] is. The upper triangle of that, column by column:
        for column in 0..2 * size {
            for row in 0..=column {
                let (r, c) = (row % size, column % size);
                let [re, im] = entry(r.min(c), r.max(c));
                let mut scaled = Affine::default();
                let scale = std::f64::consts::SQRT_2;
                if row == column {
                    scaled = re;
                } else if (row < size) == (column < size) {
                    scaled.add_scaled(&re, scale);
                } else if r < c {
                    scaled.add_scaled(&im, -scale);
                } else if r > c {
                    scaled.add_scaled(&im, scale);
                }
                self.rows.push(scaled);
            }
        }
        self.cones.push(Cone::Semidefinite(2 * size));
    }
}

/// The variables of a complex vector: real and imaginary part of one entry after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComplexVector {
    first: usize,
    /// Number of complex entries.
    pub len: usize,
}

impl ComplexVector {
    /// The variable of the real part of entry i.
    pub fn re(self, i: usize) -> usize {
        self.first + 2 * i
    }

    /// The variable of the imaginary part of entry i.
    pub fn im(self, i: usize) -> usize {
        self.first + 2 * i + 1
    }

    /// Real and imaginary part of entry i.
    pub fn parts(self, i: usize) -> [Affine; 2] {
        [Affine::of(self.re(i), 1.0), Affine::of(self.im(i), 1.0)]
    }

    /// The entries from `start` on.
    pub fn slice(self, start: usize, len: usize) -> Self {
        Self {
            first: self.first + 2 * start,
            len,
        }
    }

    /// `Re(a^H u)` and `Im(a^H u)`.
    pub fn inner(self, a: &[Complex64]) -> [Affine; 2] {
        let (mut re, mut im) = (Affine::default(), Affine::default());
        for (i, a) in a.iter().enumerate() {
            re.add(self.re(i), a.re);
            re.add(self.im(i), a.im);
            im.add(self.im(i), a.re);
            im.add(self.re(i), -a.im);
        }
        [re, im]
    }

    /// `offset + u`, the real and imaginary part of one entry after another.
    pub fn shifted(self, offset: &[Complex64]) -> Vec<Affine> {
        let part = |variable, constant| Affine {
            terms: vec![(variable, 1.0)],
            constant,
        };
        offset
            .iter()
            .enumerate()
            .flat_map(|(i, o)| [part(self.re(i), o.re), part(self.im(i), o.im)])
            .collect()
    }

    /// Its value at `x`.
    pub fn value(self, x: &[f64]) -> Vec<Complex64> {
        (0..self.len)
            .map(|i| Complex64::new(x[self.re(i)], x[self.im(i)]))
            .collect()
    }
}

/// The variables of a Hermitian matrix: the diagonal, then real and imaginary part of what lies
/// above it, column by column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hermitian {
    first: usize,
    /// Number of rows.
    pub size: usize,
}

impl Hermitian {
    /// The variable of the real part of entry (r, c), and that of the imaginary part with its sign,
    /// which the diagonal does not have.
    pub fn entry(self, r: usize, c: usize) -> (usize, Option<(usize, f64)>) {
        if r == c {
            return (self.first + r, None);
        }
        let (row, column, sign) = if r < c { (r, c, 1.0) } else { (c, r, -1.0) };
        let re = self.first + self.size + column * (column - 1) + 2 * row;
        (re, Some((re + 1, sign)))
    }

    /// Real and imaginary part of entry (r, c).
    pub fn parts(self, r: usize, c: usize) -> [Affine; 2] {
        let (re, im) = self.entry(r, c);
        let im = im.map_or_else(Affine::default, |(im, sign)| Affine::of(im, sign));
        [Affine::of(re, 1.0), im]
    }

    /// `Re tr(G Z)` for a Hermitian `G(row, column)`.
    pub fn inner(self, form: impl Fn(usize, usize) -> Complex64) -> Affine {
        let mut sum = Affine::default();
        for column in 0..self.size {
            sum.add(self.entry(column, column).0, form(column, column).re);
            for row in 0..column {
                // tr(G Z) sums G_cr Z_rc, and the conjugate below the diagonal.
                let g = form(column, row);
                let (re, im) = self.entry(row, column);
                sum.add(re, 2.0 * g.re);
                if let Some((im, sign)) = im {
                    sum.add(im, -2.0 * sign * g.im);
                }
            }
        }
        sum
    }

    /// The autocorrelation `(c_0, Re c_1, Im c_1, ..)`, `c_l = sum_i Z[i+l, i]`.
    pub fn autocorrelation(self) -> Vec<Affine> {
        let mut all = vec![self.trace()];
        for lag in 1..self.size {
            let (mut re, mut im) = (Affine::default(), Affine::default());
            for i in 0..self.size - lag {
                let (x, y) = self.entry(i + lag, i);
                re.add(x, 1.0);
                if let Some((y, sign)) = y {
                    im.add(y, sign);
                }
            }
            all.extend([re, im]);
        }
        all
    }

    /// The trace.
    pub fn trace(self) -> Affine {
        self.inner(|r, c| Complex64::from(f64::from(u8::from(r == c))))
    }

    /// Its value at `x`.
    pub fn value(self, x: &[f64]) -> DMatrix<Complex64> {
        DMatrix::from_fn(self.size, self.size, |r, c| {
            let (re, im) = self.entry(r, c);
            Complex64::new(x[re], im.map_or(0.0, |(im, sign)| sign * x[im]))
        })
    }
}
