// SPDX-License-Identifier: MIT OR Apache-2.0
//
// chunk_range.hpp: a block of elements as a range of pieces: what list<T>::chunks()
// gives.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>

namespace picoring {

// A range of the pieces, of `chunk` elements each, that [first, last) consists of.
template <class T> class chunk_range {
public:
    class iterator {
    public:
        using iterator_concept = std::forward_iterator_tag;
        using iterator_category = std::input_iterator_tag; // it gives values
        using value_type = std::span<T>;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = std::span<T>;

        iterator() = default;
        iterator(T *at, T *last, std::size_t chunk) : at_(at), last_(last), chunk_(chunk) {}
        std::span<T> operator*() const { return {at_, length()}; }
        iterator &operator++()
        {
            at_ += length();
            return *this;
        }
        iterator operator++(int)
        {
            iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator &a, const iterator &b) { return a.at_ == b.at_; }

    private:
        std::size_t length() const
        {
            return std::min(chunk_, static_cast<std::size_t>(last_ - at_));
        }

        T *at_ = nullptr;
        T *last_ = nullptr;
        std::size_t chunk_ = 0;
    };

    chunk_range(std::span<T> all, std::size_t chunk) : all_(all), chunk_(chunk) {}
    iterator begin() const { return {all_.data(), all_.data() + all_.size(), chunk_}; }
    iterator end() const
    {
        T *last = all_.data() + all_.size();
        return {last, last, chunk_};
    }

private:
    std::span<T> all_;
    std::size_t chunk_;
};

} // namespace picoring
