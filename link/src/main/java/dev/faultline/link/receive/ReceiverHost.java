package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.PeerIdentity;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;

/** What the receiving half of a connection needs of its session. */
public interface ReceiverHost {
  LinkOptions options();

  Rules rules();

  /** Whether the endpoint has a storage. */
  boolean durable();

  /** Whom the session belongs to. */
  PeerIdentity owner();

  boolean ended();

  /** The memory of all sessions for what they receive. */
  ReceiveBudget budget();

  /** Memory that is not needed any more. */
  void release(MemorySegment memory);

  /** To whom messages are handed. */
  Handover handover();

  /** The application has taken messages of this stream, or said that it has processed some. */
  void taken(ReceiveStream stream, long messages);

  /** A message has come that is longer than this side takes, from before options were changed. */
  void tooLong(int stream, long sequence);

  /** A packet has come that no peer sends. */
  void malformed();

  /** Delivers what had to wait, unless the session is over. */
  void goOn(long now);
}
