package dev.faultline.runtime.secure;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import dev.faultline.link.KeyExchange;
import dev.faultline.link.PacketCipher;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.crypto.BadPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake: pattern IK of the Noise protocol framework (revision 34, section 7.5) with X25519,
 * AES-256-GCM and SHA-256, done by the library noise-java.
 *
 * <pre>
 * &lt;- s
 * ...
 * -&gt; e, es, s, ss
 * &lt;- e, ee, se
 * </pre>
 */
final class NoiseExchange implements KeyExchange {
  static final String PROTOCOL = "Noise_IK_25519_AESGCM_SHA256";

  private static final int TAG = PacketCipher.TAG_BYTES;
  private static final int OPENING = PublicKey.BYTES + PublicKey.BYTES + TAG + TAG;
  private static final int PAYLOAD = Integer.BYTES;
  private static final int REPLY = PublicKey.BYTES + PAYLOAD + TAG;

  /**
   * The nonce that the keys of packets are made under. Section 4.2 derives a next key from the
   * first 32 bytes of ENCRYPT(k, 2^64-1, nothing, zeros), since k is used for nothing else under
   * that nonce. The library lets nobody use that very nonce, and neither gives k away; the one
   * before is as good.
   */
  private static final long KEY_NONCE = -2;

  private final PrivateKey own;
  private final List<PublicKey> peers;
  private final @Nullable RandomGenerator random;
  private final GcmCipher.Scratch scratch = new GcmCipher.Scratch();

  NoiseExchange(PrivateKey own, List<PublicKey> peers, @Nullable RandomGenerator random) {
    this.own = own;
    this.peers = peers;
    this.random = random;
  }

  @Override
  public int openingBytes() {
    return OPENING;
  }

  @Override
  public int replyBytes() {
    return REPLY;
  }

  @Override
  public int keys() {
    return peers.size();
  }

  @Override
  public Opening begin(int key, byte[] prologue) {
    HandshakeState noise = handshake(HandshakeState.INITIATOR, prologue);
    noise.getRemotePublicKey().setPublicKey(peers.get(key).bytes(), 0);
    noise.start();
    byte[] message = new byte[OPENING];
    try {
      noise.writeMessage(message, 0, null, 0, 0);
    } catch (ShortBufferException e) {
      throw new AssertionError("an opening has " + OPENING + " bytes", e);
    }
    return new Begun(noise, message);
  }

  private HandshakeState handshake(int role, byte[] prologue) {
    try {
      HandshakeState noise = new HandshakeState(PROTOCOL, role);
      noise.setPrologue(prologue, 0, prologue.length);
      own.copyTo(noise.getLocalKeyPair());
      if (random != null) {
        byte[] ephemeral = new byte[PublicKey.BYTES];
        random.nextBytes(ephemeral);
        noise.getFixedEphemeralKey().setPrivateKey(ephemeral, 0);
      }
      return noise;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("the library has all of " + PROTOCOL, e);
    }
  }

  @Override
  public Answer answer(byte[] opening, byte[] prologue, byte[] payload) {
    HandshakeState noise = handshake(HandshakeState.RESPONDER, prologue);
    noise.start();
    try {
      noise.readMessage(opening, 0, opening.length, new byte[OPENING], 0);
      byte[] who = new byte[PublicKey.BYTES];
      noise.getRemotePublicKey().getPublicKey(who, 0);
      PublicKey peer = new PublicKey(who);
      int key = peers.indexOf(peer);
      if (key < 0) {
        return new Answer.NotAllowed(peer.toString());
      }
      byte[] reply = new byte[PublicKey.BYTES + payload.length + TAG];
      noise.writeMessage(reply, 0, payload, 0, payload.length);
      return new Answer.Accepted(key, reply, cipher(noise));
    } catch (BadPaddingException e) {
      return new Answer.Unauthentic();
    } catch (ShortBufferException e) {
      throw new AssertionError("buffers are long enough", e);
    } finally {
      noise.destroy();
    }
  }

  private PacketCipher cipher(HandshakeState noise) {
    CipherStatePair pair = noise.split();
    PacketCipher cipher = new GcmCipher(key(pair.getSender()), key(pair.getReceiver()), scratch);
    pair.destroy();
    return cipher;
  }

  private static byte[] key(CipherState state) {
    byte[] key = new byte[PublicKey.BYTES + TAG];
    state.setNonce(KEY_NONCE);
    try {
      state.encryptWithAd(null, new byte[PublicKey.BYTES], 0, key, 0, PublicKey.BYTES);
    } catch (ShortBufferException e) {
      throw new AssertionError("there is room for the tag", e);
    }
    return Arrays.copyOf(key, PublicKey.BYTES);
  }

  private final class Begun implements Opening {
    private final HandshakeState noise;
    private final byte[] message;
    private boolean over;

    Begun(HandshakeState noise, byte[] message) {
      this.noise = noise;
      this.message = message;
    }

    @Override
    public byte[] message() {
      return message;
    }

    @Override
    public @Nullable Agreed finish(byte[] reply) {
      if (over) {
        return null;
      }
      over = true;
      byte[] payload = new byte[PAYLOAD];
      try {
        noise.readMessage(reply, 0, reply.length, payload, 0);
        return new Agreed(cipher(noise), payload);
      } catch (BadPaddingException e) {
        return null;
      } catch (ShortBufferException e) {
        throw new AssertionError("a payload has " + PAYLOAD + " bytes", e);
      } finally {
        noise.destroy();
      }
    }
  }
}
