//! Tables as Arrow, by its C stream interface: pandas, Polars, PyArrow and DuckDB take them without a copy by Python.
//!
//! A table is one record batch. Units and meanings of its columns are metadata of their fields: `unit`, `role`, `title`
//! and `description`.

use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use cfs::table::{Cell, Column, ColumnType, Table};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const NULLABLE: i64 = 2;

/// `struct ArrowSchema` of the C data interface.
#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut Schema,
    dictionary: *mut Schema,
    release: Option<unsafe extern "C" fn(*mut Schema)>,
    private: *mut c_void,
}

/// `struct ArrowArray` of the C data interface.
#[repr(C)]
struct Array {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut Array,
    dictionary: *mut Array,
    release: Option<unsafe extern "C" fn(*mut Array)>,
    private: *mut c_void,
}

/// `struct ArrowArrayStream` of the C stream interface.
#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private: *mut c_void,
}

// SAFETY: a stream owns what it points to, and is used by one thread at a time.
unsafe impl Send for Stream {}

impl Drop for Stream {
    fn drop(&mut self) {
        // A consumer that takes the stream over clears `release`.
        if let Some(release) = self.release {
            // SAFETY: `release` is the one that `stream` has set, and has not been called.
            unsafe { release(self) }
        }
    }
}

/// What a schema points to.
struct SchemaParts {
    _format: CString,
    _name: CString,
    _metadata: Option<Vec<u8>>,
    children: Vec<*mut Schema>,
}

/// What an array points to.
struct ArrayParts {
    _buffers: Vec<Vec<u64>>,
    pointers: Vec<*const c_void>,
    children: Vec<*mut Array>,
}

/// A stream that is still to be read.
struct Source {
    table: Table,
    read: bool,
}

/// A table as the capsule that `__arrow_c_stream__` gives.
pub(crate) fn capsule<'py>(py: Python<'py>, table: &Table) -> PyResult<Bound<'py, PyCapsule>> {
    let source = Source {
        table: table.clone(),
        read: false,
    };
    let stream = Stream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release_stream),
        private: Box::into_raw(Box::new(source)).cast(),
    };
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

unsafe extern "C" fn get_schema(stream: *mut Stream, out: *mut Schema) -> c_int {
    // SAFETY: the stream is one of `capsule`, which has not been released, and `out` is the caller's to write.
    unsafe {
        let source = &*(*stream).private.cast::<Source>();
        let columns = source.table.columns.iter();
        let fields = columns.map(|column| {
            let format = match column.ty {
                ColumnType::Integer => c"l",
                ColumnType::Number => c"g",
                ColumnType::Text => c"U",
            };
            schema(format.into(), &column.name, Some(metadata(column)), Vec::new())
        });
        out.write(schema(c"+s".into(), "", None, fields.collect()));
    }
    0
}

unsafe extern "C" fn get_next(stream: *mut Stream, out: *mut Array) -> c_int {
    // SAFETY: as in `get_schema`.
    unsafe {
        let source = &mut *(*stream).private.cast::<Source>();
        if std::mem::replace(&mut source.read, true) {
            // The end of a stream is an array that is released.
            out.write(released());
            return 0;
        }
        let table = &source.table;
        let columns = table.columns.iter().enumerate();
        let children = columns.map(|(at, column)| {
            let cells: Vec<&Cell> = table.rows.iter().map(|row| &row[at]).collect();
            array_of(column.ty, &cells)
        });
        out.write(array(table.rows.len(), 0, vec![None], children.collect()));
    }
    0
}

unsafe extern "C" fn get_last_error(_: *mut Stream) -> *const c_char {
    null()
}

unsafe extern "C" fn release_stream(stream: *mut Stream) {
    // SAFETY: `private` is the box of `capsule`, and a stream is released once.
    unsafe {
        drop(Box::from_raw((*stream).private.cast::<Source>()));
        (*stream).release = None;
    }
}

/// Pairs of a key and a value in the form that the interface has for them.
fn metadata(column: &Column) -> Vec<u8> {
    let pairs = [
        ("role", column.role.as_str()),
        ("unit", &column.unit),
        ("title", &column.title),
        ("description", &column.description),
    ];
    let told: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let number = |n: usize| i32::try_from(n).unwrap_or(0).to_ne_bytes();
    let mut bytes = number(told.len()).to_vec();
    for text in told.into_iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend(number(text.len()));
        bytes.extend(text.as_bytes());
    }
    bytes
}

fn schema(format: CString, name: &str, metadata: Option<Vec<u8>>, fields: Vec<Schema>) -> Schema {
    // A name has no byte zero: it is a word of the language.
    let name = CString::new(name).unwrap_or_default();
    let children = fields.into_iter().map(|field| Box::into_raw(Box::new(field)));
    let mut parts = Box::new(SchemaParts {
        children: children.collect(),
        _format: format,
        _name: name,
        _metadata: metadata,
    });
    Schema {
        format: parts._format.as_ptr(),
        name: parts._name.as_ptr(),
        metadata: parts._metadata.as_ref().map_or(null(), |bytes| bytes.as_ptr().cast()),
        flags: NULLABLE,
        n_children: parts.children.len() as i64,
        children: parts.children.as_mut_ptr(),
        dictionary: null_mut(),
        release: Some(release_schema),
        private: Box::into_raw(parts).cast(),
    }
}

unsafe extern "C" fn release_schema(schema: *mut Schema) {
    // SAFETY: `private` and the children are boxes of `schema`, which is released once; a child that was taken over is
    // cleared by who took it.
    unsafe {
        let parts = Box::from_raw((*schema).private.cast::<SchemaParts>());
        for &child in &parts.children {
            let mut child = Box::from_raw(child);
            if let Some(release) = child.release {
                release(&mut *child);
            }
        }
        (*schema).release = None;
    }
}

/// The cells of a column; a missing cell is null.
fn array_of(ty: ColumnType, cells: &[&Cell]) -> Array {
    let mut valid = vec![0u8; cells.len().div_ceil(8)];
    let mut nulls = 0;
    for (row, cell) in cells.iter().enumerate() {
        if cell.is_missing() {
            nulls += 1;
        } else {
            valid[row / 8] |= 1 << (row % 8);
        }
    }
    let buffers = match ty {
        ColumnType::Integer => {
            let of = |cell: &&Cell| match cell {
                Cell::Integer(value) => *value,
                _ => 0,
            };
            vec![Some(valid), Some(cells.iter().flat_map(|cell| of(cell).to_ne_bytes()).collect())]
        }
        ColumnType::Number => {
            let of = |cell: &&Cell| cell.as_number().unwrap_or(f64::NAN);
            vec![Some(valid), Some(cells.iter().flat_map(|cell| of(cell).to_ne_bytes()).collect())]
        }
        ColumnType::Text => {
            let (mut ends, mut text) = (0i64.to_ne_bytes().to_vec(), Vec::new());
            for cell in cells {
                if let Cell::Text(value) = cell {
                    text.extend(value.as_bytes());
                }
                ends.extend((text.len() as i64).to_ne_bytes());
            }
            vec![Some(valid), Some(ends), Some(text)]
        }
    };
    array(cells.len(), nulls, buffers, Vec::new())
}

/// The same bytes at an address that is a multiple of eight, and never of nothing.
fn aligned(bytes: Vec<u8>) -> Vec<u64> {
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_ne_bytes(word)
    });
    words.chain([0]).collect()
}

fn array(length: usize, nulls: i64, buffers: Vec<Option<Vec<u8>>>, children: Vec<Array>) -> Array {
    let buffers: Vec<_> = buffers.into_iter().map(|bytes| bytes.map(aligned)).collect();
    let pointers = buffers.iter().map(|buffer| match buffer {
        Some(words) => words.as_ptr().cast(),
        None => null(),
    });
    let pointers = pointers.collect();
    let children = children.into_iter().map(|child| Box::into_raw(Box::new(child)));
    let mut parts = Box::new(ArrayParts {
        pointers,
        // The words stay where they are when their vectors move.
        _buffers: buffers.into_iter().flatten().collect(),
        children: children.collect(),
    });
    Array {
        length: length as i64,
        null_count: nulls,
        offset: 0,
        n_buffers: parts.pointers.len() as i64,
        n_children: parts.children.len() as i64,
        buffers: parts.pointers.as_mut_ptr(),
        children: parts.children.as_mut_ptr(),
        dictionary: null_mut(),
        release: Some(release_array),
        private: Box::into_raw(parts).cast(),
    }
}

fn released() -> Array {
    Array {
        length: 0,
        null_count: 0,
        offset: 0,
        n_buffers: 0,
        n_children: 0,
        buffers: null_mut(),
        children: null_mut(),
        dictionary: null_mut(),
        release: None,
        private: null_mut(),
    }
}

unsafe extern "C" fn release_array(array: *mut Array) {
    // SAFETY: as in `release_schema`.
    unsafe {
        let parts = Box::from_raw((*array).private.cast::<ArrayParts>());
        for &child in &parts.children {
            let mut child = Box::from_raw(child);
            if let Some(release) = child.release {
                release(&mut *child);
            }
        }
        (*array).release = None;
    }
}
