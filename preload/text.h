// SPDX-License-Identifier: Apache-2.0
/// The few operations on NUL-terminated text that the shim needs. Freestanding.
#pragma once

namespace vg::preload {

using Size = unsigned long;

inline Size length(const char* text) {
  Size n = 0;
  while (text[n] != '\0') ++n;
  return n;
}

inline bool equal(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

inline bool same_bytes(const void* a, const void* b, Size size) {
  const auto* p = static_cast<const unsigned char*>(a);
  const auto* q = static_cast<const unsigned char*>(b);
  for (Size i = 0; i < size; ++i)
    if (p[i] != q[i]) return false;
  return true;
}

/// What follows `prefix` at the start of `text`, or nullptr.
inline const char* after_prefix(const char* text, const char* prefix) {
  while (*prefix != '\0')
    if (*text++ != *prefix++) return nullptr;
  return text;
}

inline const char* find_char(const char* text, char wanted) {
  for (; *text != '\0'; ++text)
    if (*text == wanted) return text;
  return nullptr;
}

/// The part after the last slash.
inline const char* last_component(const char* path) {
  const char* last = path;
  for (; *path != '\0'; ++path)
    if (*path == '/') last = path + 1;
  return last;
}

/// Appends to a buffer of fixed size; after the first piece that does not fit nothing is appended, and ok() is false.
class TextWriter {
 public:
  TextWriter(char* buffer, Size size) : buffer_(buffer), size_(size) {
    if (size_ == 0)
      ok_ = false;
    else
      buffer_[0] = '\0';
  }

  TextWriter& add(const char* text, Size count) {
    if (!ok_ || count >= size_ - used_) {
      ok_ = false;
      return *this;
    }
    for (Size i = 0; i < count; ++i) buffer_[used_ + i] = text[i];
    used_ += count;
    buffer_[used_] = '\0';
    return *this;
  }
  TextWriter& add(const char* text) { return add(text, length(text)); }
  TextWriter& add_number(unsigned long long value) {
    char digits[20];
    Size n = sizeof digits;
    do digits[--n] = static_cast<char>('0' + value % 10);
    while ((value /= 10) != 0);
    return add(digits + n, sizeof digits - n);
  }

  /// Where the next piece will stand.
  const char* end() const { return buffer_ + used_; }
  /// Keeps the NUL byte behind the text, so that another text follows.
  TextWriter& end_text() { return add("", 1); }

  bool ok() const { return ok_; }
  Size used() const { return used_; }

 private:
  char* buffer_;
  Size size_;
  Size used_ = 0;
  bool ok_ = true;
};

/// Reads decimal digits at `text` and steps over them; false where there are none or the value does not fit.
inline bool read_number(const char*& text, unsigned long long& value) {
  if (*text < '0' || *text > '9') return false;
  value = 0;
  for (; *text >= '0' && *text <= '9'; ++text) {
    const unsigned digit = static_cast<unsigned>(*text - '0');
    if (value > (~0ULL - digit) / 10) return false;
    value = value * 10 + digit;
  }
  return true;
}

}  // namespace vg::preload
