//! Figures that are asked for: by a scenario, by the command line, or by what is kept beside results so that a figure
//! can be drawn again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::axis::Selection;

/// `plot FIGURE at NAME VALUE ...`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    /// What is drawn.
    #[serde(flatten)]
    pub figure: Figure,
    /// Of which rows. Where a beampattern or a layout leaves some open, the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Selection>,
}

impl Plot {
    /// The name of the file of an experiment's figure, without its ending:
    /// `region.sum_rate_over_mse_by_scheme`.
    #[must_use]
    pub fn file_stem(&self, experiment: &str) -> String {
        format!("{experiment}.{}", self.to_string().replace(' ', "_"))
    }
}

/// As it is written, without the word `plot`.
impl fmt::Display for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.figure)?;
        for Selection { axis, value } in &self.at {
            write!(f, " at {axis} {value}")?;
        }
        Ok(())
    }
}

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
                },
                r#"{"figure":"curves","y":"sum_rate","x":"mse"}"#,
                "sum_rate over mse",
            ),
            (
                Plot {
                    figure: curves(&["sum_rate", "upper_bound"], Some("scheme")),
                    at: vec![at("aps", AxisValue::Number(4.0))],
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
                },
                r#"{"figure":"beampattern","polar":true,"at":[{"column":"scheme","value":"zf"}]}"#,
                "beampattern polar at scheme zf",
            ),
            (
                Plot {
                    figure: Figure::Layout,
                    at: Vec::new(),
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
