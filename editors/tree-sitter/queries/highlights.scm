; Made from the vocabulary by `cargo run --release --example editors`; not to be edited.

(comment) @comment
(string) @string
(number) @number
(operator) @operator
(sign) @type.builtin

["{" "}" "[" "]" "(" ")"] @punctuation.bracket
"," @punctuation.delimiter

((word) @property
  (#any-of? @property "targets.path_loss.target_intercept" "targets.path_loss.target_carrier" "targets.path_loss.target_formula" "targets.path_loss.target_slope" "targets.placement.separation" "targets.gain_variance_user" "users.placement.separation" "targets.steering_variance" "aps.placement.separation" "targets.gain_variance_ap" "pilots.allocate.groups" "pairing.access_points" "targets.placement.at" "beampattern.samples" "path_loss.intercept" "aps.facing.bearing" "beampattern.window" "boundary_tolerance" "gain_variance_user" "targets.reflection" "users.placement.at" "aps.power.sensing" "beampattern.power" "beampattern.width" "path_loss.carrier" "path_loss.formula" "steering_variance" "targets.path_loss" "targets.placement" "aps.placement.at" "aps.power.budget" "area.wrap_around" "gain_variance_ap" "region_tolerance" "target_intercept" "aps.power.total" "path_loss.slope" "pilots.allocate" "users.placement" "target_carrier" "target_formula" "targets_per_ap" "access_points" "aps.placement" "channels.file" "pilots.length" "aps.antennas" "pilots.power" "realizations" "target_slope" "aps.spacing" "area.height" "beampattern" "wrap_around" "aps.facing" "area.shape" "reflection" "separation" "aps.power" "coherence" "intercept" "path_loss" "placement" "shadowing" "allocate" "antennas" "channels" "bearing" "carrier" "formula" "pairing" "samples" "sensing" "spacing" "targets" "budget" "facing" "groups" "height" "length" "pilots" "scheme" "starts" "window" "power" "shape" "slope" "total" "users" "width" "area" "file" "seed" "aps" "at"))

((word) @constant.builtin
  (#any-of? @constant.builtin "mrt_equal_power" "paper_parallel" "communication" "paper_printed" "zf_equal_gain" "kuhn_munkres" "log_distance" "strongest_ap" "round_robin" "three_slope" "bottleneck" "estimation" "free_space" "full_power" "infeasible" "local_mmse" "orthogonal" "half_open" "inclusive" "rectangle" "separated" "explicit" "local_zf" "proposed" "bearing" "between" "formula" "nearest" "poisson" "sensing" "uniform" "failed" "greedy" "random" "region" "solved" "square" "target" "S_min" "model" "paper" "total" "axis" "disc" "each" "from" "grid" "isac" "same" "S_I" "hac" "mrt" "off" "rzf" "uma" "umi" "at" "on" "zf"))

((word) @variable.builtin
  (#any-of? @variable.builtin "estimation_error" "error_deviation" "power_violation" "dual_violation" "normalised_mse" "rate_violation" "error_sampled" "mse_violation" "sensing_power" "access_point" "kkt_residual" "beampattern" "error_score" "evaluations" "realization" "upper_bound" "multiplier" "sum_rate" "layout" "reason" "spread" "status" "R_max" "S_min" "delta" "error" "power" "rates" "data" "gain" "nmse" "part" "step" "user" "zeta" "R_T" "S_I" "eta" "gap" "mse" "nu"))

((word) @function.builtin
  (#any-of? @function.builtin "median" "mean" "max" "min" "sd"))

((word) @keyword
  (#any-of? @keyword "intercept" "carrier" "sensing" "least" "slope" "solve" "each" "most" "by" "of"))

((word) @keyword
  (#any-of? @keyword "extends" "points" "within" "polar" "until" "using" "where" "atol" "from" "over" "rtol" "step" "with" "and" "for" "log" "not" "at" "by" "on" "or" "to"))

((word) @function . (group)
  (#any-of? @function "linear" "median" "atan2" "floor" "log10" "round" "acos" "asin" "atan" "ceil" "log2" "mean" "sqrt" "abs" "cos" "exp" "max" "min" "sin" "tan" "db" "ln" "sd"))

((number) . (word) @type.builtin
  (#any-of? @type.builtin "percent" "linear" "GHz" "MHz" "deg" "rad" "dB" "km" "°" "%" "m"))

(statement name: (word) @property
  (#any-of? @property "boundary_tolerance" "gain_variance_user" "steering_variance" "gain_variance_ap" "region_tolerance" "target_intercept" "target_carrier" "target_formula" "targets_per_ap" "access_points" "realizations" "target_slope" "beampattern" "wrap_around" "reflection" "separation" "coherence" "intercept" "path_loss" "placement" "shadowing" "allocate" "antennas" "channels" "bearing" "carrier" "formula" "pairing" "samples" "sensing" "spacing" "targets" "budget" "facing" "groups" "height" "length" "pilots" "scheme" "starts" "window" "power" "shape" "slope" "total" "users" "width" "area" "file" "seed" "aps" "at"))

(statement name: (word) @keyword
  (#any-of? @keyword "deployment" "experiment" "compare" "expect" "golden" "record" "solve" "sweep" "where" "plot" "with" "let" "use" "zip"))

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
