//! The kinds of files that a figure is written as.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A drawing, for screens and for most programs.
    Svg,
    /// A picture of pixels.
    Png,
    /// A drawing on a page, for papers.
    Pdf,
    /// A text of PGFPlots, for papers in LaTeX.
    Pgf,
}

impl Format {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Svg, Self::Png, Self::Pdf, Self::Pgf];

    /// How names of its files end.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Pgf => "tex",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Pgf => "text/x-tex",
        }
    }

    /// The one that names with this ending have.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|format| format.ending().eq_ignore_ascii_case(ending))
    }
}

/// What figures are written as beside SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Formats {
    /// PNG.
    pub png: bool,
    /// PDF.
    pub pdf: bool,
    /// A picture of PGFPlots.
    pub pgf: bool,
}

impl Formats {
    /// Everything.
    pub const ALL: Self = Self {
        png: true,
        pdf: true,
        pgf: true,
    };

    /// Each of them, SVG first.
    pub fn each(self) -> impl Iterator<Item = Format> {
        let asked = move |format: &Format| match format {
            Format::Svg => true,
            Format::Png => self.png,
            Format::Pdf => self.pdf,
            Format::Pgf => self.pgf,
        };
        Format::ALL.into_iter().filter(asked)
    }
}
