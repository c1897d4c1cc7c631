package dev.faultline.guard.detect;

/** What a {@link HeartbeatDetector} knows of one peer. */
final class Peer {

  boolean isHeard;
  boolean hadGrace;
  long incarnation = -1;
  long stamp;
  long arrival;
  long timeout;
  int afterSuspicion;
  int heldUp;
  int oddInARow;
  long oddStamp;
  final Moments moments;
  final RecentLeast least;

  Peer(int momentsOf, int leastOf) {
    moments = new Moments(momentsOf);
    least = new RecentLeast(leastOf);
  }

  void forget() {
    moments.clear();
    least.clear();
    afterSuspicion = 0;
    heldUp = 0;
    oddInARow = 0;
  }

  /** Whether a stamp that could not be is one of so many in a row that it has to be believed. */
  boolean isOddForGood(long stamp) {
    oddInARow = oddInARow > 0 && stamp - oddStamp > 0 ? oddInARow + 1 : 1;
    oddStamp = stamp;
    return oddInARow >= Learning.FOR_GOOD;
  }
}
