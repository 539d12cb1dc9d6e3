//! Every fault that the language can find has words; where it names a change of the text, the change repairs it.

use std::collections::BTreeSet;
use std::fs;

use cfs::language::diagnostic::error::claim::ClaimFault;
use cfs::language::diagnostic::error::expected::{Data, Elements, Found, Hint, Named, Row, Wanted};
use cfs::language::diagnostic::error::experiment::{ExperimentError, Unsolved};
use cfs::language::diagnostic::error::look::LookFault;
use cfs::language::diagnostic::error::request::RequestError;
use cfs::language::diagnostic::error::setting::{
    ChannelFault, CoordinatesError, CoordinatesFault, SettingError, SettingFault,
};
use cfs::language::diagnostic::error::sweep::{Many, NoBudget, SweepError};
use cfs::language::diagnostic::error::{
    Allowed, Argument, Fix, Instead, LoadError, Measured, ModelError, Place,
};
use cfs::language::syntax::library::Unreadable;
use cfs::language::syntax::{
    FileId, MemorySources, Operator, ReadError, SourceProvider, Span, SyntaxError, resolve_beside,
};
use cfs::language::vocabulary::table;
use cfs::language::{
    Constraint, Dimension, Fault, Measure, Problem, Quantity, Range, ResultName, check,
};

use crate::{Files, root};

/// The constructor of a value, and all constructors of its type: one that is added does not compile until it is listed
/// here, and then fails the test until it has an example.
macro_rules! constructors {
    ($name:ident, $all:ident, $type:ident: $($variant:ident),* $(,)?) => {
        fn $name(value: &$type) -> &'static str {
            match value {
                $($type::$variant { .. } => stringify!($variant),)*
            }
        }
        const $all: &[&str] = &[$(stringify!($variant)),*];
    };
}

constructors!(model, MODEL, ModelError:
    Syntax, Unknown, Follows, Unavailable, Ambiguous, Reserved, Clash, UnitMissing, UnitMismatch, UnitAbsolute,
    UnitArithmetic, Truth, UnitArgument, ArgumentCount, Expected, Unexpected, Range, ListLength, NotWhole, NotFinite,
    Misplaced, Block, ResultName, Setting, Sweep, Experiment, Claim, BudgetKind, Coordinates, Request, Look);
constructors!(request, REQUEST, RequestError: Stepped, NoEffect, Experiment);
constructors!(syntax, SYNTAX, SyntaxError:
    Expected, Comment, Range, DecimalComma, Colon, BlockComma, Stars, PlusMinus, SingleQuotes, Unclosed, Braced, StrayBrace,
    MixedComparisons, UnclosedString, Number, TooDeep, TooLarge, TooMany, ExpressionTooLong);
constructors!(load, LOAD, LoadError: Root, Unreadable, Cycle, ExtendsCycle, Limit);
constructors!(sweep, SWEEP, SweepError:
    NotSweepable, Control, ZeroStep, WrongSign, OnePoint, SameEnds, TooManyValues, LogSign, NotFinite, Duplicate, ZipUnknown, ZipLengths,
    TooManyCases, TooMany, TooManyPoints, TooManyRows, Empty, NoEffect, NoPowerOverNoise, ConditionWithoutEffect, FollowsLet);
constructors!(experiment, EXPERIMENT, ExperimentError:
    NothingSolved, SweepAfterSolve, BudgetTwice, TwoBudgets, NoBudget, UnusedBudget, RegionScheme, NoBeams, NoArrays,
    ArraysTooLarge, ArrayTooLargeForFile, ExternalScheme, StatementOutside,
    SettingsIgnored, SettingsOutside, WhichDeployment);
constructors!(claim, CLAIM, ClaimFault:
    NoComparison, NoResult, ManyValues, ResultOutside, AggregateCall, NoPercentile, NoTarget, NoSearch, RecordAggregate, NoNoise, NotGiven, SameAtEvery, NotSwept, NeverSwept, EachOwnGrid,
    EachFixed,
    GoldenOutside, PlotTwice, PlotSwept, PlotUnits, PlotLines, PlotColumns, PlotRealization, PlotSameLayout, PlotOwnGrid, PlotUsers, PlotAggregate, PlotOfOne);
constructors!(look, LOOK, LookFault: Missing, Unit, Length, Empty, LogFrom, NoScale, Twice, Colour, Colours, Font, Otherwise);
constructors!(setting, SETTING, SettingFault:
    WrapAroundDisc, SensingPower, Separation, CoordinateCount, OutsideArea, TooManyTargets, Size, PilotLength,
    Orthogonal, GroupMembers, GroupCount, PerUser, NoWeight, SumRateOnly, Pairing, ChannelShape, Derived, PowerUnstated, NothingToSense, NothingToEstimate, Realizations, PlacedRealizations, ChannelFile, NoNoise, NoBandwidth);
constructors!(channel, CHANNEL, ChannelFault:
    Unreadable, NotChannels, OneArray, Variable, Malformed, TooLarge, NotComplex, AxisCount, AxisMissing, ReceiveAntennas,
    LongHeader, CutHeader, Header, Overflow, Type, CutData, Shape, NotFinite);
constructors!(coordinates, COORDINATES, CoordinatesFault: Unreadable, Columns, NoUnit, Numbers, SeveralNetworks,
    SeveralCases, LongRow, NoRealization, RealizationNumber, Gap, Uneven, Array, Complex, NoArrayUnit, ArrayShape, NoRealizations,
    NoSuchRealization, NotFinite, TooMany, Empty);
constructors!(found, FOUND, Found: Nothing, Token, Value, Number, EmptyBlock, EmptyList);
constructors!(wanted, WANTED, Wanted:
    Override, Assign, Operator, EndAfterPercent, Name, File, Reason, Each, Sweeps, Setting, Condition, Budget, Metric, MetricAfterAggregate, List, Point, Value,
    ValueWithoutFile, Over, Within, AtMost, MostOrLeast, Keyword, Choice, Switch, SweepTarget, Values, OverWords,
    RangeEnd, Points, Division, Target, MetTarget, Ends);
constructors!(named, NAMED, Named: Binding, NewDeployment, Deployment, Experiment, Scheme, Sweep, Column);
constructors!(data, DATA, Data: Scenario, Csv, Coordinates, Channels, Variable);
constructors!(elements, ELEMENTS, Elements: Values, Words, Schemes, Indices, Numbers, Groups, Points);
constructors!(hint, HINT, Hint:
    Example, Write, DidYouMean, LeaveOutAssign, SettingWithoutAssign, Comparison, Multiply, SpaceAfterMinus, Commas, Name,
    CommentSign, Topic, NotOfOption, BeforeSolve, InBlock, OwnLine, FileOutsideSweep, Schemes, Division, SeveralMetrics,
    Compared, OtherBudget, SweptBudget);
constructors!(instead, INSTEAD, Instead:
    Topic, Converted, PartOf, Called, BudgetStatement, Continues, Columns, NotNumeric, Budget, Setting, SweepTargets, Boundary, Figure);
constructors!(measured, MEASURED, Measured: Measure, Whole, In, LikeFirst, Loss, Own);
constructors!(argument, ARGUMENT, Argument: LikeFirst, Square, Linear, Decibel, Angle, Plain, Multiple);
constructors!(allowed, ALLOWED, Allowed: Counts, Whole, Range, Positive, Tolerance, Share, AtLeast);
constructors!(place, PLACE, Place: TopLevel, Deployment, Block, Experiment, Zip);

fn span(start: usize) -> Span {
    Span::new(FileId(0), start, start + 1)
}

fn row(path: &str) -> Row {
    Row(table::setting(path).unwrap())
}

fn unreadable() -> Unreadable {
    Unreadable {
        name: "h.npy".into(),
        reason: None,
    }
}

/// Faults as text, with the constructors that they come from.
#[derive(Default)]
struct Words {
    text: String,
    seen: BTreeSet<(&'static str, &'static str)>,
}

impl Words {
    fn see(&mut self, of: &'static str, constructor: &'static str) {
        self.seen.insert((of, constructor));
    }

    fn write(&mut self, of: &'static str, constructor: &'static str, fault: &Fault) {
        self.see(of, constructor);
        assert!(!fault.message.is_empty(), "{of}::{constructor}");
        assert!(
            fault.labels.iter().all(|(_, label)| !label.is_empty()),
            "{of}::{constructor}"
        );
        self.text += &format!(
            "{of}::{constructor} -> {}\n  {}\n",
            fault.code, fault.message
        );
        for (_, label) in &fault.labels {
            self.text += &format!("  - {label}\n");
        }
        if let Some(help) = &fault.help {
            self.text += &format!("  help: {help}\n");
        }
        if let Some(fix) = &fault.fix {
            let (start, end) = (fix.span.start, fix.span.end);
            self.text += &format!("  fix: {start}..{end} becomes {:?}\n", fix.replacement);
        }
    }

    fn model(&mut self, error: ModelError) {
        self.write("ModelError", model(&error), &Fault::from(&error));
    }

    fn complete(&self, of: &'static str, all: &[&'static str]) {
        for constructor in all {
            assert!(
                self.seen.contains(&(of, constructor)),
                "no example of {of}::{constructor}"
            );
        }
    }
}

fn syntax_errors(words: &mut Words) {
    let errors = [
        SyntaxError::Expected {
            span: span(3),
            found: "`;`".into(),
            expected: vec!["a value".into(), "an operator".into()],
            inside: None,
            statement: "users".into(),
        },
        SyntaxError::Unclosed {
            open: span(1),
            closing: '}',
            taken: Some((span(2), span(3))),
        },
        SyntaxError::Braced {
            span: span(4),
            word: "users".into(),
            values: "4".into(),
        },
        SyntaxError::Comment {
            span: span(5),
            sign: "//",
        },
        SyntaxError::Range {
            span: span(5),
            written: "from 3 to 6 step 1".into(),
            stepped: None,
        },
        SyntaxError::Range {
            span: span(5),
            written: "from 3 to 6 step 1".into(),
            stepped: Some("users".into()),
        },
        SyntaxError::DecimalComma {
            span: span(5),
            number: "1.5".into(),
            thousands: None,
        },
        SyntaxError::DecimalComma {
            span: span(5),
            number: "1.000".into(),
            thousands: Some("1000".into()),
        },
        SyntaxError::Colon { span: span(5) },
        SyntaxError::BlockComma { span: span(5) },
        SyntaxError::Stars { span: span(5) },
        SyntaxError::PlusMinus { span: span(5) },
        SyntaxError::SingleQuotes {
            span: span(5),
            text: "a.cfs".into(),
        },
        SyntaxError::StrayBrace {
            span: span(5),
            brace: '{',
        },
        SyntaxError::StrayBrace {
            span: span(5),
            brace: '}',
        },
        SyntaxError::MixedComparisons {
            span: span(5),
            operators: ("<", ">"),
            between: "users".into(),
        },
        SyntaxError::UnclosedString { span: span(6) },
        SyntaxError::Number { span: span(7) },
        SyntaxError::TooDeep {
            span: span(8),
            limit: 64,
        },
        SyntaxError::TooLarge {
            span: span(0),
            bytes: 9,
            limit: 4,
        },
        SyntaxError::TooMany {
            span: span(0),
            limit: 10_000,
        },
        SyntaxError::ExpressionTooLong {
            span: span(9),
            limit: 500,
        },
    ];
    for error in &errors {
        words.write("SyntaxError", syntax(error), &error.into());
    }
    words.complete("SyntaxError", SYNTAX);
    words.model(ModelError::Syntax(errors[6].clone()));
}

fn load_errors(words: &mut Words) {
    let errors = [
        LoadError::Root {
            name: "a.cfs".into(),
            reason: None,
        },
        LoadError::Unreadable {
            name: "b.cfs".into(),
            span: span(1),
            reason: Some("permission denied".into()),
            slashes: None,
        },
        LoadError::Unreadable {
            name: "a\\b.cfs".into(),
            span: span(1),
            reason: None,
            slashes: Some("a/b.cfs".into()),
        },
        LoadError::Cycle {
            uses: vec![(span(1), "b.cfs".into()), (span(2), "a.cfs".into())],
        },
        LoadError::ExtendsCycle {
            links: vec![(span(1), "small".into()), (span(2), "large".into())],
        },
        LoadError::Limit {
            span: span(3),
            what: "files",
            limit: 256,
        },
    ];
    for error in &errors {
        words.write("LoadError", load(error), &error.into());
    }
    words.complete("LoadError", LOAD);
}

fn sweeps(words: &mut Words) {
    let (step, ends) = (Some(span(2)), span(1));
    let errors = [
        SweepError::NotSweepable {
            name: "pilots".into(),
            span: span(1),
        },
        SweepError::Control {
            name: "seed".into(),
            span: span(1),
        },
        SweepError::Control {
            name: "starts".into(),
            span: span(1),
        },
        SweepError::FollowsLet {
            name: "realizations".into(),
            span: span(1),
            by: span(2),
        },
        SweepError::ZeroStep { step: span(2) },
        SweepError::WrongSign { step, ends },
        SweepError::OnePoint {
            count: span(2),
            ends,
        },
        SweepError::SameEnds {
            count: Some(span(2)),
            ends,
        },
        SweepError::SameEnds { count: None, ends },
        SweepError::TooManyValues {
            step,
            ends,
            limit: 100_000,
            together: false,
        },
        SweepError::TooManyValues {
            step,
            ends,
            limit: 200_000,
            together: true,
        },
        SweepError::LogSign { ends },
        SweepError::NotFinite { ends },
        SweepError::Duplicate {
            name: "aps".into(),
            again: span(2),
            first: span(1),
        },
        SweepError::ZipUnknown { span: span(1) },
        SweepError::ZipLengths {
            first: (span(1), 3),
            other: (span(2), 1),
        },
        SweepError::TooManyCases {
            span: Some(span(1)),
            limit: 100_000,
        },
        SweepError::TooMany {
            span: Some(span(3)),
            of: Many::Conditions,
            count: 3_000_000,
            limit: 2_000_000,
        },
        SweepError::TooMany {
            span: None,
            of: Many::Coordinates,
            count: 3_000_000,
            limit: 2_000_000,
        },
        SweepError::TooManyPoints {
            points: 200_000,
            limit: 100_000,
            sweeps: vec![span(1)],
        },
        SweepError::TooManyRows {
            points: 100_000,
            realizations: 1000,
            rows: 100_000_000,
            limit: 20_000_000,
            sweeps: vec![span(1)],
        },
        SweepError::Empty {
            conditions: Vec::new(),
        },
        SweepError::Empty {
            conditions: vec![span(1)],
        },
        SweepError::Empty {
            conditions: vec![span(1), span(2)],
        },
        SweepError::NoEffect {
            name: "path_loss.carrier",
            span: span(1),
            chooser: "path_loss",
            word: "cost231".into(),
            chosen: Some(span(2)),
            needed: vec!["umi", "uma"],
        },
        SweepError::NoPowerOverNoise {
            name: "noise.bandwidth",
            span: span(1),
        },
        SweepError::NoPowerOverNoise {
            name: "noise.figure",
            span: span(1),
        },
        SweepError::ConditionWithoutEffect {
            span: span(1),
            names: NoBudget::Late,
        },
        SweepError::ConditionWithoutEffect {
            span: span(1),
            names: NoBudget::Other,
        },
    ];
    for error in errors {
        let constructor = sweep(&error);
        let error = ModelError::from(error);
        words.write("SweepError", constructor, &Fault::from(&error));
        words.see("ModelError", model(&error));
    }
    words.complete("SweepError", SWEEP);
}

fn experiments(words: &mut Words) {
    let solve = Some(span(9));
    let errors = [
        ExperimentError::NothingSolved { place: None },
        ExperimentError::NothingSolved {
            place: Some((span(1), Unsolved::Experiment)),
        },
        ExperimentError::NothingSolved {
            place: Some((span(1), Unsolved::LastSweep)),
        },
        ExperimentError::SweepAfterSolve {
            sweep: span(2),
            solve: span(1),
        },
        ExperimentError::BudgetTwice {
            constraint: Constraint::Delta,
            stated: span(2),
            swept: span(1),
        },
        ExperimentError::TwoBudgets {
            stated: span(2),
            swept: span(1),
        },
        ExperimentError::NoBudget { solve },
        ExperimentError::UnusedBudget {
            problem: Problem::Sensing,
            constraint: Constraint::Zeta,
            span: span(1),
            solve,
        },
        ExperimentError::RegionScheme {
            scheme: "zf".into(),
            span: Some(span(1)),
            solve,
        },
        ExperimentError::ExternalScheme {
            scheme: "mine".into(),
            problem: Problem::Sensing,
            span: Some(span(1)),
            solve,
        },
        ExperimentError::NoBeams {
            span: span(1),
            problem: Problem::Estimation,
            solve,
        },
        ExperimentError::NoArrays { span: span(1) },
        ExperimentError::ArraysTooLarge {
            largest: ("covariances", span(1)),
            bytes: 40_000_000_000,
            all: 41_000_000_000,
            limit: 34_359_738_368,
        },
        ExperimentError::ArrayTooLargeForFile {
            name: "W",
            bytes: 3_000_000_000,
            limit: 2_147_479_552,
            span: span(1),
        },
        ExperimentError::StatementOutside {
            word: "solve".into(),
            span: span(1),
            experiment: span(2),
        },
        ExperimentError::SettingsIgnored {
            setting: span(1),
            deployment: "table1".into(),
            on: span(2),
        },
        ExperimentError::SettingsOutside { setting: span(1) },
        ExperimentError::WhichDeployment {
            span: Some(span(1)),
            known: vec!["small".into(), "large".into()],
        },
    ];
    for error in errors {
        let constructor = experiment(&error);
        let error = ModelError::from(error);
        words.write("ExperimentError", constructor, &Fault::from(&error));
        words.see("ModelError", model(&error));
    }
    words.complete("ExperimentError", EXPERIMENT);
}

fn claims(words: &mut Words) {
    let name = || "sum_rate".to_owned();
    let faults = [
        ClaimFault::NoComparison { hint: None },
        ClaimFault::NoComparison {
            hint: Some(Hint::Comparison {
                written: "=>",
                fix: Fix::replace(span(5), ">="),
            }),
        },
        ClaimFault::NoResult,
        ClaimFault::ManyValues { name: name() },
        ClaimFault::NoPercentile {
            name: "p100".into(),
            instead: None,
        },
        ClaimFault::NoPercentile {
            name: "quantile 0.05".into(),
            instead: Some("p5".into()),
        },
        ClaimFault::NoTarget,
        ClaimFault::NoSearch {
            with: "`solve region`",
        },
        ClaimFault::RecordAggregate {
            name: "mean".into(),
        },
        ClaimFault::NoNoise {
            name: "throughput",
            line: None,
        },
        ClaimFault::NotGiven {
            name: "rates",
            problem: Problem::Sensing,
            solve: span(3),
        },
        ClaimFault::ResultOutside {
            name: "mean".into(),
        },
        ClaimFault::AggregateCall {
            name: "mean".into(),
            of: Some("sum_rate".into()),
        },
        ClaimFault::AggregateCall {
            name: "mean".into(),
            of: None,
        },
        ClaimFault::SameAtEvery {
            result: ResultName::SMin,
            budget: Constraint::Delta,
        },
        ClaimFault::NotSwept {
            name: "users".into(),
            swept: vec!["aps".into(), "delta".into()],
            or_metric: true,
        },
        ClaimFault::NotSwept {
            name: "users".into(),
            swept: Vec::new(),
            or_metric: false,
        },
        ClaimFault::NeverSwept {
            name: "aps".into(),
            value: "5".into(),
            values: vec!["3".into(), "4".into()],
        },
        ClaimFault::EachOwnGrid {
            name: "delta".into(),
        },
        ClaimFault::EachFixed {
            name: "users".into(),
            stated: true,
        },
        ClaimFault::EachFixed {
            name: "users".into(),
            stated: false,
        },
        ClaimFault::GoldenOutside,
        ClaimFault::PlotTwice { name: name() },
        ClaimFault::PlotSwept {
            name: "delta".into(),
        },
        ClaimFault::PlotUnits {
            first: (name(), "bit/s/Hz"),
            other: ("mse".into(), ""),
        },
        ClaimFault::PlotLines { limit: 4 },
        ClaimFault::PlotColumns {
            name: "rates".into(),
        },
        ClaimFault::PlotRealization,
        ClaimFault::PlotSameLayout {
            name: "delta".into(),
        },
        ClaimFault::PlotOwnGrid {
            name: "delta".into(),
        },
        ClaimFault::PlotUsers {
            name: "rate".into(),
        },
        ClaimFault::PlotAggregate { name: "sd".into() },
        ClaimFault::PlotOfOne { name: "p5".into() },
    ];
    for fault in faults {
        let constructor = claim(&fault);
        let error = fault.at(span(1)).into();
        words.write("ClaimFault", constructor, &Fault::from(&error));
        words.see("ModelError", model(&error));
    }
    words.complete("ClaimFault", CLAIM);
}

fn looks(words: &mut Words) {
    let fix = || Fix::replace(span(2), "3.5 in");
    let faults = vec![
        LookFault::Missing {
            option: "title",
            wanted: "a text in quotes",
            example: "title \"Sum rates\"",
            fix: None,
        },
        LookFault::Unit {
            option: "size",
            found: None,
            known: vec!["in", "cm"],
            fix: fix(),
        },
        LookFault::Unit {
            option: "size",
            found: Some("km".into()),
            known: vec!["in", "cm"],
            fix: fix(),
        },
        LookFault::Length {
            option: "size",
            value: "0 in".into(),
            least: "1 in".into(),
            most: "40 in".into(),
            fix: fix(),
        },
        LookFault::Empty {
            axis: "y",
            fix: None,
        },
        LookFault::LogFrom {
            axis: "y",
            fix: None,
        },
        LookFault::NoScale {
            axis: "x",
            shows: "words",
            scale: true,
        },
        LookFault::NoScale {
            axis: "x",
            shows: "words",
            scale: false,
        },
        LookFault::Twice { option: "size" },
        LookFault::Colour {
            text: "blue".into(),
        },
        LookFault::Colours { most: 7 },
        LookFault::Font,
        LookFault::Otherwise {
            word: "xlabel".into(),
            example: "x_label \"error budget\"",
            fix: None,
        },
    ];
    for fault in faults {
        let constructor = look(&fault);
        let error = fault.at(span(1)).into();
        words.write("LookFault", constructor, &Fault::from(&error));
        words.see("ModelError", model(&error));
    }
    words.complete("LookFault", LOOK);
}

fn settings(words: &mut Words) {
    let (access_points, targets, each) = (2, 5, 1);
    let mut faults = vec![
        SettingFault::WrapAroundDisc,
        SettingFault::SensingPower {
            access_points: 3,
            needed: 129.771,
        },
        SettingFault::Separation {
            kind: "users",
            count: 40,
            distance: 2.0,
        },
        SettingFault::CoordinateCount {
            kind: "aps",
            count: 4,
            points: 3,
        },
        SettingFault::OutsideArea {
            number: 2,
            at: (3.0, 0.5),
            corner: (2.0, 2.0),
            centred: false,
        },
        SettingFault::OutsideArea {
            number: 1,
            at: (-0.5, 0.5),
            corner: (2.0, 2.0),
            centred: true,
        },
        SettingFault::TooManyTargets {
            access_points,
            targets,
            each,
        },
        SettingFault::Size {
            access_points: 100,
            antennas: 4096,
            users: 4000,
        },
        SettingFault::PilotLength {
            pilots: 50,
            block: 40,
        },
        SettingFault::Orthogonal {
            users: 9,
            length: 4,
        },
        SettingFault::GroupMembers { users: 4 },
        SettingFault::PerUser {
            what: "weights",
            given: 2,
            users: 4,
        },
        SettingFault::NoWeight,
        SettingFault::SumRateOnly {
            scheme: "paper".into(),
        },
        SettingFault::GroupCount {
            groups: 5,
            length: 4,
        },
        SettingFault::Pairing {
            access_points,
            targets,
            each,
        },
        SettingFault::ChannelShape {
            file: "h.npy".into(),
            shape: vec![2, 16, 5],
            read: [2, 16, 5],
            stated: [5, 2, 16],
            orders: vec![vec!["aps", "antennas", "users"]],
            axes_stated: false,
        },
        SettingFault::ChannelShape {
            file: "h.npy".into(),
            shape: vec![3, 4],
            read: [3, 1, 4],
            stated: [5, 2, 16],
            orders: Vec::new(),
            axes_stated: true,
        },
        SettingFault::ChannelShape {
            file: "h.npy".into(),
            shape: vec![5, 1, 16, 1],
            read: [1, 16, 1],
            stated: [5, 1, 16],
            orders: vec![
                vec!["users", "realizations", "antennas", "aps"],
                vec!["users", "aps", "antennas", "realizations"],
            ],
            axes_stated: false,
        },
        SettingFault::Derived { name: "users" },
        SettingFault::NoNoise {
            line: Some(Fix::replace(
                span(2),
                "noise { bandwidth 20 MHz figure 7 dB }\n",
            )),
        },
        SettingFault::NoBandwidth,
        SettingFault::PowerUnstated,
        SettingFault::NothingToSense {
            problem: Problem::Isac,
        },
        SettingFault::NothingToEstimate,
        SettingFault::Realizations { given: 2, asked: 3 },
        SettingFault::PlacedRealizations {
            kind: "users",
            given: 2,
            asked: 3,
        },
    ];
    let channels = [
        ChannelFault::Unreadable(unreadable()),
        ChannelFault::NotChannels,
        ChannelFault::OneArray,
        ChannelFault::Variable {
            asked: Some("h".into()),
            known: vec!["G".into(), "H".into()],
        },
        ChannelFault::Variable {
            asked: None,
            known: vec!["G".into(), "H".into()],
        },
        ChannelFault::Malformed {
            format: "MATLAB file",
            what: "it ends within a variable",
        },
        ChannelFault::TooLarge {
            bytes: 3_000_000_000,
            limit: 268_435_456,
        },
        ChannelFault::NotComplex,
        ChannelFault::AxisCount {
            shape: vec![2, 3, 4],
            axes: 2,
        },
        ChannelFault::AxisMissing { axis: "users" },
        ChannelFault::ReceiveAntennas { count: 2 },
        ChannelFault::LongHeader {
            bytes: 5000,
            limit: 1024,
        },
        ChannelFault::CutHeader,
        ChannelFault::Header("missing key".into()),
        ChannelFault::Overflow,
        ChannelFault::Type("'<f8'".into()),
        ChannelFault::CutData { entries: 2 },
        ChannelFault::Shape { shape: vec![0, 7] },
        ChannelFault::NotFinite {
            index: vec![0, 1],
            value: "NaN+0i".into(),
        },
    ];
    for fault in channels {
        words.see("ChannelFault", channel(&fault));
        faults.push(SettingFault::ChannelFile {
            name: "h.npy".into(),
            fault,
        });
    }
    words.complete("ChannelFault", CHANNEL);
    let paths = ["aps", "users", "targets", "targets_per_ap", "realizations"];
    for kind in faults {
        let constructor = setting(&kind);
        let error = SettingError {
            kind,
            places: (1..)
                .zip(paths)
                .map(|(at, path)| (path.to_owned(), span(at)))
                .collect(),
            when: Vec::new(),
        };
        let error = ModelError::from(error);
        words.write("SettingFault", constructor, &Fault::from(&error));
        words.see("ModelError", model(&error));
    }
    words.complete("SettingFault", SETTING);
    let faults = [
        CoordinatesFault::Unreadable(unreadable()),
        CoordinatesFault::Columns {
            found: vec!["0.5".into(), "1".into()],
        },
        CoordinatesFault::Columns {
            found: vec!["a".into(), "b".into()],
        },
        CoordinatesFault::NoUnit {
            columns: ("x".into(), "y".into()),
        },
        CoordinatesFault::Numbers {
            columns: ("x_km".into(), "y_km".into()),
        },
        CoordinatesFault::SeveralNetworks {
            first: 0,
            other: 1,
            file: "a.layout.csv".into(),
        },
        CoordinatesFault::SeveralCases {
            kind: "user",
            number: 1,
        },
        CoordinatesFault::LongRow {
            columns: 2,
            found: 4,
        },
        CoordinatesFault::NoRealization,
        CoordinatesFault::RealizationNumber,
        CoordinatesFault::Gap {
            missing: 1,
            present: 2,
        },
        CoordinatesFault::Uneven {
            first: 2,
            other: 1,
            found: 1,
        },
        CoordinatesFault::Array(ChannelFault::NotChannels),
        CoordinatesFault::Array(ChannelFault::Type("'|b1'".into())),
        CoordinatesFault::Array(ChannelFault::NotComplex),
        CoordinatesFault::Complex,
        CoordinatesFault::NoArrayUnit,
        CoordinatesFault::ArrayShape {
            shape: vec![2, 5],
            axes: vec!["realizations", "users", "coordinates"],
            instead: Some(vec!["coordinates", "users"]),
        },
        CoordinatesFault::ArrayShape {
            shape: vec![5, 4],
            axes: vec!["users", "coordinates"],
            instead: None,
        },
        CoordinatesFault::NoRealizations {
            axes: vec!["realizations", "users", "coordinates"],
        },
        CoordinatesFault::NoSuchRealization { asked: 7, draws: 3 },
        CoordinatesFault::NotFinite { index: vec![1, 0] },
        CoordinatesFault::TooMany { limit: 10_000 },
        CoordinatesFault::Empty,
    ];
    for kind in faults {
        words.see("CoordinatesFault", coordinates(&kind));
        words.model(ModelError::Coordinates(CoordinatesError {
            kind,
            span: span(1),
            stated: span(2),
        }));
    }
    words.complete("CoordinatesFault", COORDINATES);
}

fn expectations(words: &mut Words) {
    let found_examples = [
        Found::Nothing,
        Found::Token("`x`".into()),
        Found::Value,
        Found::Number(Quantity {
            value: 3.0,
            dimension: Dimension::PLAIN,
        }),
        Found::EmptyBlock,
        Found::EmptyList,
    ];
    let names = [
        Named::Binding,
        Named::NewDeployment,
        Named::Deployment,
        Named::Experiment,
        Named::Scheme,
        Named::Sweep,
        Named::Column,
    ];
    let files = [
        Data::Scenario,
        Data::Csv,
        Data::Coordinates,
        Data::Channels,
        Data::Variable,
    ];
    let lists = [
        Elements::Values,
        Elements::Words(vec!["hac", "random"]),
        Elements::Schemes,
        Elements::Indices,
        Elements::Numbers,
        Elements::Groups,
        Elements::Points,
    ];
    let mut wanted_examples = vec![
        Wanted::Override,
        Wanted::Assign,
        Wanted::Operator,
        Wanted::EndAfterPercent,
        Wanted::Reason,
        Wanted::Each,
        Wanted::Sweeps,
        Wanted::Setting,
        Wanted::Condition,
        Wanted::Budget,
        Wanted::Metric,
        Wanted::MetricAfterAggregate,
        Wanted::Point,
        Wanted::Value(row("aps.power")),
        Wanted::ValueWithoutFile,
        Wanted::Over,
        Wanted::Within,
        Wanted::AtMost,
        Wanted::MostOrLeast,
        Wanted::Keyword("carrier"),
        Wanted::Choice {
            what: "scheme",
            known: vec!["proposed".into(), "zf".into()],
        },
        Wanted::Switch(row("area.wrap_around")),
        Wanted::SweepTarget,
        Wanted::Values,
        Wanted::OverWords(None),
        Wanted::OverWords(Some(row("pairing"))),
        Wanted::RangeEnd,
        Wanted::Points,
        Wanted::Division,
        Wanted::Target,
        Wanted::MetTarget,
        Wanted::Ends,
    ];
    for name in names {
        words.see("Named", named(&name));
        wanted_examples.push(Wanted::Name(name));
    }
    for file in files {
        words.see("Data", data(&file));
        wanted_examples.push(Wanted::File(file));
    }
    for list in lists {
        words.see("Elements", elements(&list));
        wanted_examples.push(Wanted::List(list));
    }
    let fix = || Fix::replace(span(7), "over [1, 2]");
    let hints = [
        Hint::Example("where aps >= 4"),
        Hint::Write(fix()),
        Hint::DidYouMean(Fix::replace(span(7), "from")),
        Hint::without_assign(span(7)),
        Hint::SettingWithoutAssign {
            fix: Fix::remove(span(7)),
            example: "users 9",
        },
        Hint::Comparison {
            written: "=",
            fix: Fix::replace(span(7), "=="),
        },
        Hint::Multiply(Fix::replace(span(7), "2 * x")),
        Hint::SpaceAfterMinus(Fix::insert_after(span(7), " ")),
        Hint::Commas(Fix::insert_after(span(7), ",")),
        Hint::Name(Fix::replace(span(7), "my_run")),
        Hint::CommentSign(None),
        Hint::CommentSign(Some(Fix::replace(span(7), "#"))),
        Hint::Topic("a unit follows its number directly: `2 km`"),
        Hint::NotOfOption {
            word: "carrier".into(),
            option: "paper",
            doc: "128.1 + 37.6 log10(d) dB, d in km.",
            takers: vec!["umi", "uma"],
        },
        Hint::BeforeSolve {
            word: "where".into(),
            written: None,
        },
        Hint::BeforeSolve {
            word: "where".into(),
            written: Some("where aps > 3 solve sensing".into()),
        },
        Hint::InBlock {
            word: "antennas".into(),
            written: "aps 6 { antennas 4 }".into(),
        },
        Hint::OwnLine,
        Hint::FileOutsideSweep,
        Hint::Schemes(fix()),
        Hint::Division(Quantity {
            value: 0.5,
            dimension: Dimension::PLAIN,
        }),
        Hint::SeveralMetrics,
        Hint::Compared("[sum_rate, min_rate]".into()),
        Hint::OtherBudget {
            of: Constraint::Delta,
            solve: Constraint::Zeta,
            value: Some(40.0),
        },
        Hint::OtherBudget {
            of: Constraint::Zeta,
            solve: Constraint::Delta,
            value: None,
        },
        Hint::SweptBudget(Constraint::Delta),
    ];
    let expected = |found: Found, expected: Wanted, hint: Option<Hint>| ModelError::Expected {
        span: span(7),
        found,
        expected,
        hint,
    };
    for example in found_examples {
        words.see("Found", found(&example));
        words.model(expected(example, Wanted::Assign, None));
    }
    for example in wanted_examples {
        words.see("Wanted", wanted(&example));
        words.model(expected(Found::Nothing, example, None));
    }
    for example in hints {
        words.see("Hint", hint(&example));
        words.model(expected(Found::Nothing, Wanted::Values, Some(example)));
    }
    for statement in ["users", "list", "coordinates"] {
        words.model(ModelError::Unexpected {
            span: span(7),
            found: "`x`".into(),
            statement: statement.into(),
            hint: None,
        });
    }
    words.complete("Found", FOUND);
    words.complete("Named", NAMED);
    words.complete("Data", DATA);
    words.complete("Elements", ELEMENTS);
    words.complete("Wanted", WANTED);
    words.complete("Hint", HINT);
}

fn names(words: &mut Words) {
    let unknown = |suggestion: Option<&str>, instead: Option<Instead>| ModelError::Unknown {
        what: "setting",
        name: "x".into(),
        span: span(3),
        suggestion: suggestion.map(str::to_owned),
        known: vec!["aps".into(), "users".into()],
        instead,
    };
    words.model(unknown(Some("aps"), None));
    words.model(unknown(None, None));
    let others = [
        Instead::Topic("a unit follows its number directly: `2 km`"),
        Instead::Converted(Fix::replace(span(0), "457.2 m")),
        Instead::Converted(Fix::replace(span(0), "0.5")),
        Instead::PartOf {
            word: "carrier".into(),
            example: "path_loss umi carrier 3.5 GHz".into(),
        },
        Instead::Called {
            name: "N_T".into(),
            word: "antennas",
            belongs: vec![Place::Block("aps".into())],
            example: "antennas 12",
        },
        Instead::BudgetStatement("delta".into()),
        Instead::Continues("step".into()),
        Instead::Columns,
        Instead::NotNumeric("pilots.allocate".into()),
        Instead::Budget("delta".into()),
        Instead::Setting("aps".into()),
        Instead::SweepTargets,
        Instead::Boundary,
        Instead::Figure("cdf"),
    ];
    for other in others {
        words.see("Instead", instead(&other));
        words.model(unknown(None, Some(other)));
    }
    words.complete("Instead", INSTEAD);
    words.model(ModelError::Follows { span: span(3) });
    words.model(ModelError::Unavailable {
        what: "scheme",
        name: "x".into(),
        span: span(3),
        doc: "What it does.",
        available: vec!["proposed".into()],
    });
    for binding in [None, Some(span(1))] {
        words.model(ModelError::Ambiguous {
            name: "power".into(),
            span: span(3),
            paths: vec!["aps.power".into(), "pilots.power".into()],
            binding,
        });
    }
    words.model(ModelError::Reserved {
        name: "delta".into(),
        span: span(3),
    });
    for what in ["solve", "sweep", "setting"] {
        words.model(ModelError::Clash {
            what,
            name: "aps".into(),
            span: span(3),
            first: span(1),
        });
    }
    words.model(ModelError::ArgumentCount {
        function: "sqrt".into(),
        span: span(3),
        found: 2,
    });
    words.model(ModelError::ResultName {
        name: "S_min".into(),
        span: span(3),
    });
    let places = [
        Place::TopLevel,
        Place::Deployment,
        Place::Block("aps".into()),
        Place::Experiment,
        Place::Zip,
    ];
    for example in places {
        words.see("Place", place(&example));
        words.model(ModelError::Misplaced {
            word: "users".into(),
            span: span(3),
            place: example,
            belongs: vec![Place::Deployment, Place::Block("aps".into())],
        });
    }
    words.complete("Place", PLACE);
    for needed in [true, false] {
        words.model(ModelError::Block {
            word: "zip".into(),
            span: span(3),
            needed,
        });
    }
}

fn values(words: &mut Words) {
    words.model(ModelError::UnitMissing {
        name: "aps.power".into(),
        span: span(3),
        text: "125".into(),
        measure: Measure::PowerRatio,
        unit: "dB",
        converted: false,
    });
    words.model(ModelError::UnitMissing {
        name: "aps.power".into(),
        span: span(3),
        text: "30".into(),
        measure: Measure::PowerRatio,
        unit: "dBm",
        converted: false,
    });
    words.model(ModelError::UnitMissing {
        name: "noise.bandwidth".into(),
        span: span(3),
        text: "20".into(),
        measure: Measure::Frequency,
        unit: "MHz",
        converted: true,
    });
    let measures = [
        Measured::Measure(Measure::Length),
        Measured::Whole,
        Measured::In("km".into()),
        Measured::In(String::new()),
        Measured::LikeFirst(Dimension::DECIBEL),
        Measured::Loss,
        Measured::Own(Dimension::LENGTH),
    ];
    for expected in measures {
        words.see("Measured", measured(&expected));
        words.model(ModelError::UnitMismatch {
            name: "x".into(),
            span: span(3),
            found: Dimension::LINEAR,
            expected,
            missing: None,
        });
    }
    words.complete("Measured", MEASURED);
    words.model(ModelError::UnitMismatch {
        name: "area".into(),
        span: span(3),
        found: Dimension::PLAIN,
        expected: Measured::In("km".into()),
        missing: Some(("2".into(), "km".into())),
    });
    words.model(ModelError::UnitAbsolute {
        unit: "dBW".into(),
        level: 3.0,
        span: span(3),
    });
    for operator in [
        Operator::Add,
        Operator::Subtract,
        Operator::Multiply,
        Operator::Divide,
        Operator::Power,
        Operator::Less,
    ] {
        words.model(ModelError::UnitArithmetic {
            operator,
            span: span(3),
            left: (span(3), Dimension::DECIBEL),
            right: (span(5), Dimension::LINEAR),
            lacks: None,
        });
    }
    words.model(ModelError::UnitArithmetic {
        operator: Operator::Add,
        span: span(3),
        left: (span(3), Dimension::DECIBEL),
        right: (span(5), Dimension::PLAIN),
        lacks: Some(Fix::replace(span(5), "5 dB")),
    });
    for (found, operator) in [(Dimension::TRUTH, "+"), (Dimension::PLAIN, "and")] {
        words.model(ModelError::Truth {
            span: span(3),
            found,
            operator,
        });
    }
    for expected in [
        Argument::LikeFirst,
        Argument::Square,
        Argument::Linear,
        Argument::Decibel,
        Argument::Angle,
        Argument::Plain,
        Argument::Multiple,
    ] {
        words.see("Argument", argument(&expected));
        words.model(ModelError::UnitArgument {
            function: "db".into(),
            span: span(3),
            found: Dimension::PLAIN,
            expected,
            lacks: None,
        });
    }
    words.model(ModelError::UnitArgument {
        function: "db".into(),
        span: span(3),
        found: Dimension::PLAIN,
        expected: Argument::Linear,
        lacks: Some(Fix::replace(span(3), "200 linear")),
    });
    words.complete("Argument", ARGUMENT);
    let limits = [
        Allowed::Counts { least: 1, most: 9 },
        Allowed::Whole {
            least: 0,
            most: None,
        },
        Allowed::Whole {
            least: 1,
            most: Some(9),
        },
        Allowed::Range(Range::Within(0.0, 180.0), "deg"),
        Allowed::Positive,
        Allowed::Tolerance,
        Allowed::Share { most: 0.5 },
        Allowed::AtLeast { least: 2, most: 10 },
    ];
    for limits in limits {
        words.see("Allowed", allowed(&limits));
        words.model(ModelError::Range {
            name: "x".into(),
            span: span(3),
            value: "-1".into(),
            allowed: limits,
        });
    }
    words.complete("Allowed", ALLOWED);
    words.model(ModelError::ListLength {
        span: span(3),
        length: 10_001,
        limit: 10_000,
    });
    words.model(ModelError::NotWhole {
        name: "antennas".into(),
        span: span(3),
        value: "9.6".into(),
        when: vec!["aps = 5".into()],
    });
    words.model(ModelError::NotFinite { span: span(3) });
    for constraint in [Constraint::Delta, Constraint::Zeta] {
        words.model(ModelError::BudgetKind {
            constraint,
            span: span(3),
            name: ResultName::RT,
        });
    }
}

fn requests(words: &mut Words) {
    let errors = [
        RequestError::Stepped {
            name: "users".into(),
            span: span(0),
            experiment: "area".into(),
            by: span(9),
        },
        RequestError::NoEffect {
            name: "area.radius",
            span: span(0),
            experiment: "area".into(),
            chooser: ("area.shape", "square"),
            needed: vec!["disc"],
        },
        RequestError::Experiment {
            name: "regoin".into(),
            suggestion: Some("region".into()),
            known: vec!["region".into()],
        },
        RequestError::Experiment {
            name: "x".into(),
            suggestion: None,
            known: vec!["region".into(), "area".into()],
        },
    ];
    for error in errors {
        words.see("RequestError", request(&error));
        words.model(error.into());
    }
    words.complete("RequestError", REQUEST);
}

#[test]
fn every_fault_has_words() {
    let mut words = Words::default();
    syntax_errors(&mut words);
    load_errors(&mut words);
    sweeps(&mut words);
    experiments(&mut words);
    claims(&mut words);
    looks(&mut words);
    settings(&mut words);
    expectations(&mut words);
    names(&mut words);
    values(&mut words);
    requests(&mut words);
    words.complete("ModelError", MODEL);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("messages", words.text));
}

/// The files of the repository, one of them changed.
struct Changed<'a> {
    name: &'a str,
    text: String,
}

impl SourceProvider for Changed<'_> {
    fn resolve(&self, from: &str, target: &str) -> String {
        resolve_beside(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        if name == self.name {
            Ok(self.text.clone())
        } else {
            Files.read(name)
        }
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        Files.read_data(name)
    }
}

/// Every change that a fault of tests/bad names takes that fault away.
#[test]
fn fixes_repair_what_they_belong_to() {
    let mut applied = 0;
    for phase in fs::read_dir(root().join("tests/bad")).unwrap() {
        let phase = phase.unwrap().file_name().into_string().unwrap();
        for name in crate::scenarios(&format!("tests/bad/{phase}")) {
            let checked = check(&Files, &name);
            for fault in &checked.faults {
                let Some(fix) = &fault.fix else { continue };
                let source = checked.sources.get(fix.span.file);
                let mut text = source.text.clone();
                text.replace_range(fix.span.start..fix.span.end, &fix.replacement);
                let changed = Changed {
                    name: &source.name,
                    text,
                };
                let same = |other: &&Fault| {
                    (&other.code, &other.message) == (&fault.code, &fault.message)
                        && other.help == fault.help
                };
                let before = checked.faults.iter().filter(same).count();
                let rest = check(&changed, &name).faults;
                let after = rest.iter().filter(same).count();
                // One pair of coordinates shows one fault at a time: with the first repaired, the second shows.
                let place = |fault: &Fault| fault.labels.first().map(|(span, _)| span.start);
                let moved = rest
                    .iter()
                    .filter(same)
                    .all(|other| place(other) != place(fault));
                assert!(after < before || moved, "{name}: {fault:?}");
                applied += 1;
            }
        }
    }
    assert!(applied > 0);
    println!("{applied} fixes repair their faults");
}

#[test]
fn a_fix_is_data_in_json() {
    let sources = MemorySources::new().with("a.cfs", "aps {\n  power 125\n}\nsolve sensing\n");
    let checked = check(&sources, "a.cfs");
    let json = cfs::language::render_json(&checked.faults, &checked.sources);
    let value: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    let place = serde_json::json!({ "line": 2, "column": 12 });
    let fix = serde_json::json!({
        "file": "a.cfs", "start": place, "end": place, "bytes": [17, 17], "replacement": " dB",
    });
    assert_eq!(value["fix"], fix);
}
