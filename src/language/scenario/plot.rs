//! Figures that are asked for: by a scenario, by the command line, or by what is kept beside results so that a figure
//! can be drawn again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::axis::Selection;
use super::look::Look;

/// `plot FIGURE at NAME VALUE ...`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    /// What is drawn.
    #[serde(flatten)]
    pub figure: Figure,
    /// Of which rows. Where a beampattern or a layout leaves some open, the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Selection>,
    /// How it looks, the style of its file included.
    #[serde(default, skip_serializing_if = "Look::is_open")]
    pub look: Look,
}

impl Plot {
    /// What it shows, as it is written: without how it looks.
    #[must_use]
    pub fn shows(&self) -> String {
        let mut text = self.figure.to_string();
        for Selection { axis, value } in &self.at {
            text.push_str(&format!(" at {axis} {value}"));
        }
        text
    }

    /// The name of the file of an experiment's figure, without its ending:
    /// `region.sum_rate_over_mse_by_scheme`.
    #[must_use]
    pub fn file_stem(&self, experiment: &str) -> String {
        format!("{experiment}.{}", self.shows().replace(' ', "_"))
    }
}

/// As it is written, without the word `plot`.
impl fmt::Display for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.shows(), self.look)
    }
}

/// Columns of the table of users whose distribution a figure can show.
pub const OF_USERS: [&str; 6] = [
    "rate",
    "user_spectral_efficiency",
    "user_throughput",
    "sinr",
    "rate_multiplier",
    "gain",
];

/// What a plot draws; names are those of columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "figure", rename_all = "snake_case")]
pub enum Figure {
    /// `y ... over x by s`: means.
    Curves {
        /// Vertical axis: one metric, or several of one unit. One alone is kept as a word and not as a list of one.
        #[serde(with = "one_or_several")]
        y: Vec<String>,
        /// Horizontal axis.
        x: String,
        /// Key column with a curve for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// `beampattern [polar] by s`: a panel for each sensing access point, with the ideal pattern behind.
    Beampattern {
        /// Whether angles are angles.
        #[serde(default)]
        polar: bool,
        /// Key column with a curve for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// `layout`: the positions of everything.
    Layout,
    /// `cdf of m by s`: the distribution of a metric over realizations, and over users where each has a value.
    Cdf {
        /// The metric.
        of: String,
        /// Key column with a curve for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// `box of m over x by s`: medians, quartiles and tails of the same.
    Box {
        /// The metric.
        of: String,
        /// Key column along the horizontal axis.
        x: String,
        /// Key column with a box beside another for each of its values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
}

impl Figure {
    /// The metric whose distribution is drawn, if it is one.
    #[must_use]
    pub fn distribution(&self) -> Option<&str> {
        match self {
            Self::Cdf { of, .. } | Self::Box { of, .. } => Some(of),
            Self::Curves { .. } | Self::Beampattern { .. } | Self::Layout => None,
        }
    }

    /// Names of the columns that it is drawn from, keys aside.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        let (several, one): (&[String], Option<&String>) = match self {
            Self::Curves { y, x, .. } => (y, Some(x)),
            Self::Cdf { of, .. } | Self::Box { of, .. } => (&[], Some(of)),
            Self::Beampattern { .. } | Self::Layout => (&[], None),
        };
        several.iter().chain(one).map(String::as_str)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self {
            Self::Curves { y, x, by } => {
                write!(f, "{} over {x}", y.join(" "))?;
                by.as_ref()
            }
            Self::Beampattern { polar, by } => {
                f.write_str(if *polar {
                    "beampattern polar"
                } else {
                    "beampattern"
                })?;
                by.as_ref()
            }
            Self::Layout => {
                f.write_str("layout")?;
                None
            }
            Self::Cdf { of, by } => {
                write!(f, "cdf of {of}")?;
                by.as_ref()
            }
            Self::Box { of, x, by } => {
                write!(f, "box of {of} over {x}")?;
                by.as_ref()
            }
        };
        match by {
            Some(by) => write!(f, " by {by}"),
            None => Ok(()),
        }
    }
}

/// A list that is written as its element where it has one.
mod one_or_several {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        names: &[String],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match names {
            [only] => only.serialize(serializer),
            names => names.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<String>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Names {
            One(String),
            Several(Vec<String>),
        }
        Ok(match Names::deserialize(deserializer)? {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::axis::AxisValue;
    use super::super::look::AxisLook;
    use super::*;

    #[test]
    fn figures_are_kept_in_the_form_that_results_have_had() {
        let at = |axis: &str, value| Selection {
            axis: axis.into(),
            value,
        };
        let curves = |y: &[&str], by: Option<&str>| Figure::Curves {
            y: y.iter().map(|name| (*name).to_owned()).collect(),
            x: "mse".into(),
            by: by.map(str::to_owned),
        };
        let cases = [
            (
                Plot {
                    figure: curves(&["sum_rate"], None),
                    at: Vec::new(),
                    look: Look::default(),
                },
                r#"{"figure":"curves","y":"sum_rate","x":"mse"}"#,
                "sum_rate over mse",
            ),
            (
                Plot {
                    figure: curves(&["sum_rate", "upper_bound"], Some("scheme")),
                    at: vec![at("aps", AxisValue::Number(4.0))],
                    look: Look::default(),
                },
                r#"{"figure":"curves","y":["sum_rate","upper_bound"],"x":"mse","by":"scheme","at":[{"column":"aps","value":4.0}]}"#,
                "sum_rate upper_bound over mse by scheme at aps 4",
            ),
            (
                Plot {
                    figure: Figure::Beampattern {
                        polar: true,
                        by: None,
                    },
                    at: vec![at("scheme", AxisValue::Word("zf".into()))],
                    look: Look::default(),
                },
                r#"{"figure":"beampattern","polar":true,"at":[{"column":"scheme","value":"zf"}]}"#,
                "beampattern polar at scheme zf",
            ),
            (
                Plot {
                    figure: Figure::Cdf {
                        of: "rate".into(),
                        by: Some("scheme".into()),
                    },
                    at: Vec::new(),
                    look: Look {
                        title: Some("Rates of \"users\"".into()),
                        x: AxisLook {
                            from: Some(0.0),
                            to: Some(12.5),
                            ..AxisLook::default()
                        },
                        y: AxisLook {
                            label: Some("CDF".into()),
                            log: Some(true),
                            ..AxisLook::default()
                        },
                        width: Some(3.5),
                        ..Look::default()
                    },
                },
                r#"{"figure":"cdf","of":"rate","by":"scheme","look":{"title":"Rates of \"users\"","x":{"from":0.0,"to":12.5},"y":{"label":"CDF","log":true},"width":3.5}}"#,
                r#"cdf of rate by scheme title "Rates of \"users\"" x from 0 to 12.5 y_label "CDF" log y size 3.5 in"#,
            ),
            (
                Plot {
                    figure: Figure::Box {
                        of: "sum_rate".into(),
                        x: "aps".into(),
                        by: None,
                    },
                    at: Vec::new(),
                    look: Look::default(),
                },
                r#"{"figure":"box","of":"sum_rate","x":"aps"}"#,
                "box of sum_rate over aps",
            ),
            (
                Plot {
                    figure: Figure::Layout,
                    at: Vec::new(),
                    look: Look::default(),
                },
                r#"{"figure":"layout"}"#,
                "layout",
            ),
        ];
        for (plot, json, text) in cases {
            assert_eq!(serde_json::to_string(&plot).unwrap(), json);
            assert_eq!(serde_json::from_str::<Plot>(json).unwrap(), plot);
            assert_eq!(plot.to_string(), text);
        }
    }
}
