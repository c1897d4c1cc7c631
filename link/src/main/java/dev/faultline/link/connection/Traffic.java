package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.handshake.Hello;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The traffic of a connection, as far as the connection needs to know it. */
public interface Traffic {
  // --- connecting ---

  /** Packets are numbered anew; what was on its way is not heard of any more. */
  void restart(long now);

  /** A little may be sent before the peer has said how much it has room for. */
  void goEarly();

  /** How far this side has come with what it receives. */
  List<Hello.Mark> marks();

  /**
   * Continues where both sides stand; false when they do not fit together.
   *
   * @param fresh whether chunks are numbered anew
   */
  boolean join(Hello peer, boolean fresh);

  /**
   * The peer has said how much it has room for, and what it has already.
   *
   * @param first whether nothing was on its way before
   */
  void admit(Hello peer, boolean first);

  /** The peer is at another address. */
  void moved();

  // --- input and time ---

  /** A packet that is not about the connection itself. */
  void onPacket(long now, byte type, MemorySegment segment, long at, int length);

  void onTimer(long now);

  /** Something may have to be committed before it is sent. */
  void beforePoll();

  // --- output, of which each is false when there was no room for all of it ---

  /** Sends what is due of acknowledgements that packets were turned back. */
  boolean turnBack(Egress egress);

  boolean ping(long now, Egress egress);

  /** Finds out how long packets may be. */
  boolean probePath(long now, Egress egress);

  boolean send(long now, Egress egress);

  /** Sends an acknowledgement if one is due. */
  boolean acknowledge(long now, Egress egress);

  // --- when ---

  /** When there is something to send; now, if in the past. */
  long sendAt();

  /** When an acknowledgement is due. */
  long acknowledgeAt();

  /** When what was sent counts as lost; never if nothing is on its way that has to be answered. */
  long lossAt();

  /** How long to wait for an answer in nanoseconds. */
  long patienceNanos();

  /** Whether all that was offered has arrived, and what was processed is durable. */
  boolean settled();

  /** Whether something has arrived that the application can be given and has not taken. */
  boolean untaken();

  /** How many messages the application has taken. */
  long takenSoFar();
}
