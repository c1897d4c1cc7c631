package dev.faultline.link.rules;

import dev.faultline.link.wire.Nanos;
import java.lang.foreign.MemorySegment;

/**
 * The decisions that a link's safety rests on, each in one place, so that tests can break one at a
 * time and see that it is missed.
 */
public class Rules {
  public static final Rules SOUND = new Rules();

  /** What a receiver says it has processed: only what a crash cannot take back. */
  public long processed(long consecutive, long durable) {
    return durable;
  }

  /**
   * Up to where a sender forgets messages: what was processed, for what was only received may be
   * lost.
   */
  public long forgettable(long received, long processed) {
    return processed;
  }

  /** Whether a chunk was there before: numbers tell, and nothing in the contents does. */
  public boolean duplicate(boolean byNumber, MemorySegment segment, long offset, int length) {
    return byNumber;
  }

  /**
   * Whether to begin anew with a peer that remembers what this side does not, or that no longer
   * knows what this side has forgotten.
   */
  public boolean restartsSilently() {
    return false;
  }

  /** Karn's rule: an acknowledgement of something sent twice does not say how long the way is. */
  public boolean sampled(boolean resent) {
    return !resent;
  }

  /** Where packets and chunks begin to be numbered; tests begin where narrower numbers end. */
  public long firstNumber() {
    return 0;
  }

  /** Whether a chunk has arrived when these of its fragments have, one bit for each. */
  public boolean complete(int arrived, int all) {
    return arrived == all;
  }

  /** Where in its chunk a fragment belongs that comes after so many others. */
  public int partAt(int offset, int before) {
    return offset;
  }

  /** Whether a path on which nothing long arrives any more is used with short packets. */
  public boolean fallsBack() {
    return true;
  }

  /** Whether a lost packet says that too much is on the way (RFC 9000 section 14.4). */
  public boolean congests(boolean pathProbe) {
    return !pathProbe;
  }

  /** Whether a message is processed only together with what was offered because of it. */
  public boolean bindsAnswers() {
    return true;
  }

  /** Whether what was offered because of a message that was not taken in the end never happened. */
  public boolean takesBack() {
    return true;
  }

  /** Whether the next commit knows of what was offered on whichever session. */
  public boolean commitsAcrossSessions() {
    return true;
  }

  /** Whether a session that has ended is remembered while copies of its packets may come. */
  public boolean remembersEnds() {
    return true;
  }

  /** Whether the peer hears of a close after what was processed before it is durable. */
  public boolean settlesBeforeClosing() {
    return true;
  }

  /** The batch after which a peer is welcomed: the first one makes durable what was recovered. */
  public long greetsAfter(long bootBatch) {
    return bootBatch;
  }

  /** Since when a recovered session counts as silent, in an endpoint that hears the time first. */
  public long silentSince(long firstHeard) {
    return firstHeard;
  }

  /** Whether undelivered messages outlive their session. */
  public boolean parks() {
    return true;
  }

  /** Whether sides with different options refuse each other. */
  public boolean comparesOptions() {
    return true;
  }

  /** Whether a new connection begins with a congestion control that knows nothing. */
  public boolean forgetsCongestion() {
    return true;
  }

  /** Since when a packet has been on its way. */
  public long sentNanos(long thisTransmission, long firstTransmission) {
    return thisTransmission;
  }

  /**
   * When what waits for a commit that was refused is late, if it was to be late then: no deadline
   * may stay in the past that polling does not move.
   */
  public long lateAfterRefusal(long late) {
    return Nanos.NEVER;
  }
}
