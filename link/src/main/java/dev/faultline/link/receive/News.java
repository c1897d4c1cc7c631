package dev.faultline.link.receive;

import org.jspecify.annotations.Nullable;

/** The streams with something to tell their sender; the one that has waited longest is first. */
public final class News {
  private @Nullable ReceiveStream oldest;
  private @Nullable ReceiveStream youngest;

  /** The stream has something to tell. */
  void add(ReceiveStream stream) {
    stream.news = true;
    if (stream.waitsToTell) {
      return;
    }
    stream.waitsToTell = true;
    ReceiveStream last = youngest;
    if (last == null) {
      oldest = stream;
    } else {
      last.tellsNext = stream;
    }
    youngest = stream;
  }

  /** The stream that has waited longest; null if the sender has been told of all. */
  @Nullable ReceiveStream first() {
    ReceiveStream first = oldest;
    while (first != null && !first.news) {
      ReceiveStream told = first;
      first = told.tellsNext;
      told.tellsNext = null;
      told.waitsToTell = false;
      oldest = first;
    }
    if (first == null) {
      youngest = null;
    }
    return first;
  }

  boolean isEmpty() {
    return first() == null;
  }
}
