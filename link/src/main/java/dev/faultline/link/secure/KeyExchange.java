package dev.faultline.link.secure;

import dev.faultline.link.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A handshake of two messages that gives both sides a {@link PacketCipher} and tells each who the
 * other is. This module has no cryptography of its own: the module {@code runtime} implements this
 * with the Noise protocol.
 *
 * <p>Peers are numbered by their keys: number k is the k-th of the keys that are allowed.
 */
public interface KeyExchange {
  /** The length of the first message. */
  int openingBytes();

  /**
   * The length of the second message with a payload of four bytes, at most {@link #openingBytes}.
   */
  int replyBytes();

  /** How many keys of peers have numbers: those that are allowed, and those that were. */
  int keys();

  /** Whether the key with this number is allowed at present. */
  boolean allowed(int key);

  /** How often any key was revoked, whether or not it has been allowed again since. */
  int revocations();

  /** How often the key with this number was revoked. */
  int revocations(int key);

  /** Who has the key with this number. */
  PeerIdentity identity(int key);

  /**
   * Whether a first message carries the stamp of somebody who knows this side's public key. Cheap:
   * what does not is not worth a look.
   */
  boolean stamped(byte[] opening, byte[] prologue);

  /**
   * Begins a handshake with the peer that has this key.
   *
   * @param prologue what both sides have to agree on beforehand
   */
  Opening begin(int key, byte[] prologue);

  /**
   * Answers somebody's first message.
   *
   * @param payload goes along with the answer, encrypted
   */
  Answer answer(byte[] opening, byte[] prologue, byte[] payload);

  /** A handshake that waits for the second message. */
  interface Opening {
    /** The first message. */
    byte[] message();

    /**
     * Takes the second message.
     *
     * @return null if the message is not authentic; this handshake is over then
     */
    @Nullable Agreed finish(byte[] reply);
  }

  /** What the side that began has in the end. */
  record Agreed(PacketCipher cipher, byte[] payload) {}

  /** What became of a first message. */
  sealed interface Answer {
    /** The peer is the one with this key; the reply is to be sent. */
    record Accepted(int key, byte[] reply, PacketCipher cipher) implements Answer {}

    /** The sender is who it says, and has a key that is not among those allowed. */
    record NotAllowed(String who) implements Answer {}

    /** Not made for this side's key, or changed on the way. */
    record Unauthentic() implements Answer {}
  }
}
