; Made from the vocabulary by `cargo run --release --example editors`; not to be edited.

(comment) @comment
(string) @string
(number) @number
(operator) @operator
(sign) @type.builtin

["{" "}" "[" "]" "(" ")"] @punctuation.bracket
"," @punctuation.delimiter

((word) @property
  (#any-of? @property "targets.path_loss.target_intercept" "targets.path_loss.target_carrier" "targets.path_loss.target_formula" "targets.path_loss.target_slope" "targets.placement.separation" "targets.gain_variance_user" "users.placement.separation" "targets.steering_variance" "aps.placement.separation" "targets.gain_variance_ap" "pilots.allocate.groups" "pairing.access_points" "targets.placement.at" "beampattern.samples" "path_loss.intercept" "aps.facing.bearing" "beampattern.window" "boundary_tolerance" "gain_variance_user" "noise.figure.users" "targets.reflection" "users.placement.at" "aps.power.sensing" "beampattern.power" "beampattern.width" "noise.temperature" "objective.weights" "path_loss.carrier" "path_loss.formula" "steering_variance" "targets.path_loss" "targets.placement" "aps.placement.at" "aps.power.budget" "area.wrap_around" "gain_variance_ap" "noise.figure.aps" "rate_floor.users" "region_tolerance" "target_intercept" "aps.power.total" "noise.bandwidth" "noise.figure.of" "path_loss.slope" "pilots.allocate" "rate_floor.list" "users.placement" "target_carrier" "target_formula" "targets_per_ap" "access_points" "aps.placement" "channels.file" "pilots.length" "aps.antennas" "noise.figure" "pilots.power" "realizations" "target_slope" "aps.spacing" "area.height" "beampattern" "temperature" "wrap_around" "aps.facing" "area.shape" "rate_floor" "reflection" "separation" "aps.power" "bandwidth" "coherence" "font_size" "greyscale" "intercept" "objective" "path_loss" "placement" "shadowing" "allocate" "antennas" "channels" "bearing" "carrier" "colours" "formula" "pairing" "samples" "sensing" "spacing" "targets" "weights" "x_label" "y_label" "budget" "facing" "figure" "groups" "height" "length" "linear" "pilots" "scheme" "starts" "window" "noise" "power" "shape" "slope" "title" "total" "users" "width" "area" "file" "font" "list" "seed" "size" "aps" "at" "of" "x" "y"))

((word) @constant.builtin
  (#any-of? @constant.builtin "proportional_fair" "mrt_equal_power" "paper_parallel" "communication" "paper_printed" "zf_equal_gain" "kuhn_munkres" "log_distance" "strongest_ap" "round_robin" "three_slope" "bottleneck" "estimation" "free_space" "full_power" "infeasible" "local_mmse" "orthogonal" "half_open" "inclusive" "rectangle" "separated" "explicit" "local_zf" "min_rate" "proposed" "sum_rate" "weighted" "bearing" "between" "formula" "nearest" "poisson" "sensing" "uniform" "failed" "greedy" "random" "region" "solved" "square" "target" "S_min" "every" "model" "paper" "total" "axis" "disc" "each" "from" "grid" "isac" "same" "S_I" "all" "aps" "hac" "mrt" "off" "rzf" "uma" "umi" "at" "on" "zf"))

((word) @variable.builtin
  (#any-of? @variable.builtin "user_spectral_efficiency" "spectral_efficiency" "estimation_error" "complementarity" "error_deviation" "floor_violation" "objective_value" "power_violation" "rate_multiplier" "user_throughput" "dual_violation" "normalised_mse" "rate_violation" "error_sampled" "mse_violation" "sensing_power" "access_point" "kkt_residual" "beampattern" "covariances" "error_score" "evaluations" "realization" "upper_bound" "multiplier" "throughput" "estimates" "channels" "min_rate" "sum_rate" "unserved" "layout" "places" "reason" "spread" "status" "R_max" "S_min" "beams" "delta" "error" "power" "rates" "users" "data" "gain" "jain" "nmse" "part" "rate" "sinr" "step" "user" "zeta" "R_T" "S_I" "eta" "gap" "mse" "nu"))

((word) @function.builtin
  (#any-of? @function.builtin "median" "mean" "max" "min" "p10" "p90" "p5" "sd"))

((word) @keyword
  (#any-of? @keyword "realization" "conjugated" "intercept" "external" "variable" "carrier" "sensing" "least" "slope" "solve" "users" "axes" "each" "most" "mat" "npz" "off" "by" "in" "of" "on"))

((word) @keyword
  (#any-of? @keyword "extends" "points" "within" "polar" "until" "using" "where" "atol" "from" "over" "rtol" "step" "with" "and" "box" "cdf" "for" "log" "not" "as" "at" "by" "on" "or" "to"))

((word) @function . (group)
  (#any-of? @function "linear" "median" "atan2" "floor" "log10" "round" "acos" "asin" "atan" "ceil" "log2" "mean" "sqrt" "abs" "cos" "exp" "max" "min" "p10" "p90" "sin" "tan" "db" "ln" "p5" "sd"))

((number) . (word) @type.builtin
  (#any-of? @type.builtin "percent" "linear" "GHz" "MHz" "dBm" "deg" "kHz" "rad" "cm" "dB" "in" "km" "mW" "mm" "pt" "°" "%" "K" "W" "m"))

((word) @keyword . (word) @type.builtin
  (#eq? @keyword "in")
  (#any-of? @type.builtin "percent" "linear" "GHz" "MHz" "dBm" "deg" "kHz" "rad" "cm" "dB" "in" "km" "mW" "mm" "pt" "°" "%" "K" "W" "m"))

(statement name: (word) @property
  (#any-of? @property "boundary_tolerance" "gain_variance_user" "steering_variance" "gain_variance_ap" "region_tolerance" "target_intercept" "target_carrier" "target_formula" "targets_per_ap" "access_points" "realizations" "target_slope" "beampattern" "temperature" "wrap_around" "rate_floor" "reflection" "separation" "bandwidth" "coherence" "font_size" "greyscale" "intercept" "objective" "path_loss" "placement" "shadowing" "allocate" "antennas" "channels" "bearing" "carrier" "colours" "formula" "pairing" "samples" "sensing" "spacing" "targets" "weights" "x_label" "y_label" "budget" "facing" "figure" "groups" "height" "length" "linear" "pilots" "scheme" "starts" "window" "noise" "power" "shape" "slope" "title" "total" "users" "width" "area" "file" "font" "list" "seed" "size" "aps" "at" "of" "x" "y"))

(statement name: (word) @keyword
  (#any-of? @keyword "deployment" "experiment" "compare" "expect" "golden" "record" "fails" "solve" "style" "sweep" "where" "find" "plot" "skip" "with" "let" "use" "zip"))

(statement name: (word) @keyword . (word) @type
  (#eq? @keyword "deployment"))

(statement name: (word) @keyword . (word) @function
  (#eq? @keyword "experiment"))

(statement name: (word) @keyword . (word) @constant
  (#eq? @keyword "let"))

(statement (word) @keyword . (word) @type
  (#eq? @keyword "extends"))

(statement (word) @keyword . (word) @type
  (#eq? @keyword "on"))
