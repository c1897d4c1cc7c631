package dev.faultline.link.stream;

/** What was taken on a stream and has no place in a chunk yet. */
public final class HeldBack {
  final Held messages = new Held();

  /** How much of the first message has a place. */
  int at;

  /** How much room in the journal all of them need together. */
  long room;

  boolean isEmpty() {
    return messages.isEmpty();
  }

  int count() {
    return messages.count();
  }

  void clear() {
    messages.clear();
    room = 0;
  }
}
