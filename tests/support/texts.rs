//! Texts of figures: none leaves the figure, and none is on another, or under a marker.

/// PNG and PDF are drawn with this font, and most others are narrower.
#[path = "../../src/plot/measure/widths.rs"]
mod widths;

use widths::{OTHER, WIDTHS};

/// How far capitals reach above the line of their text, and tails below, over its height.
const ABOVE: f64 = 0.73;
const BELOW: f64 = 0.21;
/// A closed outline that is wider than this is not a marker.
const MARKER: f64 = 11.0;
/// How far a marker may reach into the room of a text, which few letters fill, in points.
const TOUCH: f64 = 0.6;

/// Where something is: left, top, right, bottom.
type Room = (f64, f64, f64, f64);

fn attribute<'s>(element: &'s str, name: &str) -> Option<&'s str> {
    let after = element.split_once(&format!(" {name}=\""))?.1;
    Some(after.split_once('"')?.0)
}

fn number(element: &str, name: &str) -> Option<f64> {
    attribute(element, name)?.parse().ok()
}

/// How wide signs of a height are, which SVG may spell.
fn wide(signs: &str, height: f64) -> f64 {
    let spelt = signs
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let of = |sign: char| {
        let index = (sign as usize).checked_sub(32);
        f64::from(*index.and_then(|index| WIDTHS.get(index)).unwrap_or(&OTHER))
    };
    spelt.chars().map(of).sum::<f64>() / 1000.0 * height
}

/// A text and its room.
fn text(element: &str) -> Option<(String, Room)> {
    let (head, inner) = element.split_once('>')?;
    let head = format!(" {head}");
    let inner = inner.split_once("</text>")?.0;
    let (x, y, high) = (
        number(&head, "x")?,
        number(&head, "y")?,
        number(&head, "font-size")?,
    );
    let (mut signs, mut across) = (String::new(), 0.0);
    for (index, part) in inner.split('<').enumerate() {
        let (height, run) = match (index, part.split_once('>')) {
            (0, _) => (high, part),
            (_, Some((tag, run))) => (number(&format!(" {tag}"), "font-size").unwrap_or(high), run),
            (_, None) => continue,
        };
        signs.push_str(run);
        across += wide(run, height);
    }
    let has_tails = signs.chars().any(|sign| "gjpqy(),;/_|$".contains(sign));
    let below = if has_tails { BELOW * high } else { 0.02 * high };
    let above = ABOVE * high;
    if head.contains("rotate(-90") {
        return Some((
            signs,
            (x - above, y - across / 2.0, x + below, y + across / 2.0),
        ));
    }
    let left = match attribute(&head, "text-anchor")? {
        "start" => x,
        "end" => x - across,
        _ => x - across / 2.0,
    };
    Some((signs, (left, y - above, left + across, y + below)))
}

/// The texts of a figure with their room.
pub fn rooms(svg: &str) -> Vec<(String, Room)> {
    let all = svg.split("<text ").skip(1);
    all.map(|element| text(element).expect("a text with its place"))
        .collect()
}

/// The room of a marker, if the element is one.
fn marker(line: &str) -> Option<Room> {
    if line.starts_with("<circle ") {
        let (x, y, r) = (number(line, "cx")?, number(line, "cy")?, number(line, "r")?);
        return Some((x - r, y - r, x + r, y + r));
    }
    let is_outline = line.starts_with("<polygon ") && line.contains(" stroke=");
    let places = attribute(line, "points").filter(|_| is_outline)?;
    let mut room = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for place in places.split(' ') {
        let (x, y) = place.split_once(',')?;
        let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
        room = (room.0.min(x), room.1.min(y), room.2.max(x), room.3.max(y));
    }
    (room.2 - room.0 < MARKER && room.3 - room.1 < MARKER).then_some(room)
}

fn meet(a: Room, b: Room, by: f64) -> bool {
    a.0 + by < b.2 && b.0 + by < a.2 && a.1 + by < b.3 && b.1 + by < a.3
}

/// Texts that leave the figure, are on each other, or under a marker.
pub fn faults(svg: &str) -> Vec<String> {
    let view = attribute(svg, "viewBox").expect("a size");
    let view: Vec<f64> = view.split(' ').map(|part| part.parse().unwrap()).collect();
    let rooms = rooms(svg);
    let markers: Vec<Room> = svg.lines().filter_map(marker).collect();
    let mut faults = Vec::new();
    for (index, (text, room)) in rooms.iter().enumerate() {
        if room.0 < -0.01 || room.1 < -0.01 || room.2 > view[2] + 0.01 || room.3 > view[3] + 0.01 {
            faults.push(format!("`{text}` leaves the figure"));
        }
        for (other, place) in &rooms[index + 1..] {
            if meet(*room, *place, 0.0) {
                faults.push(format!("`{text}` is on `{other}`"));
            }
        }
        if markers.iter().any(|place| meet(*room, *place, TOUCH)) {
            faults.push(format!("a marker is on `{text}`"));
        }
    }
    faults
}
