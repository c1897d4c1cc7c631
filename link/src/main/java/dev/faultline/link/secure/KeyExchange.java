package dev.faultline.link.secure;

import dev.faultline.link.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A handshake of two messages that gives both sides a {@link PacketCipher} and proves to each the
 * identity of the other. This module has no cryptography of its own: the module {@code runtime}
 * implements this with the Noise protocol.
 *
 * <p>Peers are numbered by their keys: number k is the k-th allowed key.
 */
public interface KeyExchange {
  /** The length of the first message. */
  int openingBytes();

  /**
   * The length of the second message with a payload of four bytes, at most {@link #openingBytes}.
   */
  int replyBytes();

  /** How many keys of peers have numbers: those allowed now or at any earlier time. */
  int keys();

  /** Whether the key with this number is allowed at present. */
  boolean allowed(int key);

  /**
   * How many revocations there were of any key, including keys that have been allowed again since.
   */
  int revocations();

  /** How often the key with this number was revoked. */
  int revocations(int key);

  /** The identity of the holder of the key with this number. */
  PeerIdentity identity(int key);

  /**
   * Whether a first message carries a stamp that only a sender who knows this side's public key can
   * make. Cheap to check, so messages without it are dropped before any cryptography.
   */
  boolean stamped(byte[] opening, byte[] prologue);

  /**
   * Begins a handshake with the peer that has this key.
   *
   * @param prologue data that must be the same on both sides
   */
  Opening begin(int key, byte[] prologue);

  /**
   * Answers a first message.
   *
   * @param payload sent with the answer, encrypted
   */
  Answer answer(byte[] opening, byte[] prologue, byte[] payload);

  /** A handshake begun by this side, which waits for the second message. */
  interface Opening {
    /** The first message. */
    byte[] message();

    /**
     * Takes the second message.
     *
     * @return null if the message is not authentic; this handshake has then failed
     */
    @Nullable Agreed finish(byte[] reply);
  }

  /** The result of a handshake on the side that began it. */
  record Agreed(PacketCipher cipher, byte[] payload) {}

  /** The result of answering a first message. */
  sealed interface Answer {
    /** The peer has proven that it holds this key; the reply is to be sent. */
    record Accepted(int key, byte[] reply, PacketCipher cipher) implements Answer {}

    /** The sender has proven its identity, and its key is not allowed. */
    record NotAllowed(String who) implements Answer {}

    /** The message was not made for this side's key, or was changed on the way. */
    record Unauthentic() implements Answer {}
  }
}
