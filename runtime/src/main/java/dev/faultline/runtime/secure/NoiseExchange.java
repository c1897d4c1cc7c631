package dev.faultline.runtime.secure;

import dev.faultline.link.PeerIdentity;
import dev.faultline.link.secure.KeyExchange;
import dev.faultline.link.secure.PacketCipher;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handshake: pattern IK of the Noise protocol framework with X25519, AES-256-GCM and SHA-256,
 * see {@link NoiseIk}. Behind the first message stands a stamp that only who knows the responder's
 * public key can make, so that random bytes cost the responder a hash and no more (WireGuard's
 * mac1).
 */
final class NoiseExchange implements KeyExchange {
  private static final int STAMP = 16;
  private static final int NOISE = NoiseIk.KEY + NoiseIk.KEY + NoiseIk.TAG + NoiseIk.TAG;
  private static final int OPENING = NOISE + STAMP;
  private static final int PAYLOAD = Integer.BYTES;
  private static final int REPLY = NoiseIk.KEY + PAYLOAD + NoiseIk.TAG;
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] STAMP_LABEL = "faultline stamp".getBytes(StandardCharsets.US_ASCII);

  private final X25519 curve;
  private final java.security.PrivateKey own;
  private final byte[] ownPublic;
  private final byte[] ownStampKey;
  private final AllowedKeys allowed;
  private final Ephemerals ephemerals;
  private final GcmCipher.Scratch scratch = new GcmCipher.Scratch();

  NoiseExchange(PrivateKey own, AllowedKeys allowed, Ephemerals ephemerals, X25519 curve) {
    this.curve = curve;
    this.own = own.forAgreement(curve);
    ownPublic = own.publicKey().bytes();
    ownStampKey = stampKey(ownPublic);
    this.allowed = allowed;
    this.ephemerals = ephemerals;
  }

  private static byte[] stampKey(byte[] responder) {
    return NoiseIk.hmac(responder, STAMP_LABEL);
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
    return allowed.count();
  }

  @Override
  public boolean allowed(int key) {
    return allowed.allows(key);
  }

  @Override
  public int revocations() {
    return allowed.revocations();
  }

  @Override
  public int revocations(int key) {
    return allowed.revocations(key);
  }

  @Override
  public PeerIdentity identity(int key) {
    return allowed.key(key).identity();
  }

  private NoiseIk handshake(boolean initiator, byte[] prologue, byte[] responder) {
    return new NoiseIk(curve, own, ownPublic, ephemerals.next(initiator), prologue, responder);
  }

  @Override
  public Opening begin(int key, byte[] prologue) {
    byte[] responder = allowed.key(key).bytes();
    NoiseIk noise = handshake(true, prologue, responder);
    byte[] message = noise.writeOpening(responder, NOTHING);
    if (message == null) {
      throw new KeyException(
          "the key " + allowed.key(key) + " is not a valid key: its order is small");
    }
    byte[] stamped = Arrays.copyOf(message, OPENING);
    byte[] stamp = NoiseIk.hmac(stampKey(responder), message, prologue);
    System.arraycopy(stamp, 0, stamped, NOISE, STAMP);
    return new Begun(noise, stamped);
  }

  @Override
  public boolean stamped(byte[] opening, byte[] prologue) {
    byte[] stamp = NoiseIk.hmac(ownStampKey, Arrays.copyOf(opening, NOISE), prologue);
    return MessageDigest.isEqual(
        Arrays.copyOf(stamp, STAMP), Arrays.copyOfRange(opening, NOISE, OPENING));
  }

  @Override
  public Answer answer(byte[] opening, byte[] prologue, byte[] payload) {
    NoiseIk noise = handshake(false, prologue, ownPublic);
    try {
      if (noise.readOpening(Arrays.copyOf(opening, NOISE)) == null) {
        return new Answer.Unauthentic();
      }
      PublicKey peer = new PublicKey(noise.remoteStatic());
      int key = allowed.number(peer);
      if (key < 0) {
        return new Answer.NotAllowed(peer.toString());
      }
      byte[] reply = noise.writeReply(payload);
      if (reply == null) {
        return new Answer.Unauthentic();
      }
      NoiseIk.Keys keys = noise.split();
      return new Answer.Accepted(key, reply, cipher(keys.responders(), keys.initiators()));
    } finally {
      noise.destroy();
    }
  }

  private PacketCipher cipher(byte[] seal, byte[] open) {
    PacketCipher cipher = new GcmCipher(seal, open, scratch);
    Arrays.fill(seal, (byte) 0);
    Arrays.fill(open, (byte) 0);
    return cipher;
  }

  private final class Begun implements Opening {
    private final NoiseIk noise;
    private final byte[] message;
    private boolean over;

    Begun(NoiseIk noise, byte[] message) {
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
      try {
        byte[] payload = noise.readReply(reply);
        if (payload == null) {
          return null;
        }
        NoiseIk.Keys keys = noise.split();
        return new Agreed(cipher(keys.initiators(), keys.responders()), payload);
      } finally {
        noise.destroy();
      }
    }
  }
}
