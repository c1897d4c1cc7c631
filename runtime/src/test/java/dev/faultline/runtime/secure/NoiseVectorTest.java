package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * The implementation in the product, and the library that tests compare it with, against the
 * published test vector of {@code Noise_IK_25519_AESGCM_SHA256}. It is from the set of the Haskell
 * implementation cacophony ({@code vectors/cacophony.txt}), as the Rust implementation snow also
 * carries it ({@code tests/vectors/cacophony.txt}). Early copies of the set give as handshake hash
 * what it is after the first message; this one is that of the whole handshake.
 */
class NoiseVectorTest {
  private record Message(byte[] payload, byte[] sent) {
    Message(String payload, String sent) {
      this(hex(payload), hex(sent));
    }
  }

  private static final byte[] PROLOGUE = hex("4a6f686e2047616c74");
  private static final byte[] INITIATOR =
      hex("e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1");
  private static final byte[] INITIATOR_EPHEMERAL =
      hex("893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a");
  private static final byte[] RESPONDER =
      hex("4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893");
  private static final byte[] RESPONDER_PUBLIC =
      hex("31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62");
  private static final byte[] RESPONDER_EPHEMERAL =
      hex("bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b");
  private static final byte[] HASH =
      hex("669c8640d9e42a3cda2f232f78597ceefb01daa6e3df81181ccce6fc6b5026bf");

  private static final Message OPENING =
      new Message(
          "4c756477696720766f6e204d69736573",
          "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
              + "4e417bc55c7a8166c993356c1be41ef67818a292426f301556c7f26b21d25ddb"
              + "097153891a9a956cff47b83e63ad8d701c1342c209cff1ca5ecd43402762ac24"
              + "9e3bd3a4c0a145fe07cb5dae28ea13a3");
  private static final Message REPLY =
      new Message(
          "4d757272617920526f746862617264",
          "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
              + "af2ccf9972e22afc67aeafcd25162f7f98c363b7762e3e4cb7d272e39f27a5");

  /** By turns from the initiator and from the responder. */
  private static final List<Message> AFTERWARDS =
      List.of(
          new Message(
              "462e20412e20486179656b", "66acfc92e3197de166809e6d4d5d003dcc819a84bc3522ca53c9d9"),
          new Message(
              "4361726c204d656e676572", "71f89aa6533a6de70b0826864dd75f60806ee40170c16290189eb3"),
          new Message(
              "4a65616e2d426170746973746520536179",
              "4795a3423550c8bf00386bd496a3e2c76c10669d2a75ab8f79b5094c5412a25705"),
          new Message(
              "457567656e2042f6686d20766f6e2042617765726b",
              "aa0bb39097555c918e40be82abc2b909eb79d9eb87adb07e268fc37323a6cf904fd01fb391"));

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  void the_library_sends_the_published_bytes_and_reads_them() throws Exception {
    HandshakeState initiator = side(HandshakeState.INITIATOR, INITIATOR, INITIATOR_EPHEMERAL);
    initiator.getRemotePublicKey().setPublicKey(RESPONDER_PUBLIC, 0);
    HandshakeState responder = side(HandshakeState.RESPONDER, RESPONDER, RESPONDER_EPHEMERAL);
    initiator.start();
    responder.start();

    carry(OPENING, initiator, responder);
    carry(REPLY, responder, initiator);

    assertThat(initiator.getHandshakeHash()).isEqualTo(HASH);
    assertThat(responder.getHandshakeHash()).isEqualTo(HASH);
    byte[] who = new byte[32];
    responder.getRemotePublicKey().getPublicKey(who, 0);
    assertThat(who).isEqualTo(new X25519().publicKey(INITIATOR));
    CipherStatePair initiators = initiator.split();
    CipherStatePair responders = responder.split();
    for (int i = 0; i < AFTERWARDS.size(); i += 2) {
      carry(AFTERWARDS.get(i), initiators.getSender(), responders.getReceiver());
      carry(AFTERWARDS.get(i + 1), responders.getSender(), initiators.getReceiver());
    }
  }

  @Test
  void the_library_refuses_them_when_one_bit_has_changed() throws Exception {
    for (int bit = 0; bit < 8 * OPENING.sent().length; bit += 5) {
      byte[] changed = OPENING.sent().clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      HandshakeState responder = side(HandshakeState.RESPONDER, RESPONDER, RESPONDER_EPHEMERAL);
      responder.start();
      // Even the highest bit of a public key, which X25519 ignores: it is hashed.
      assertThatThrownBy(() -> responder.readMessage(changed, 0, changed.length, new byte[256], 0))
          .as("bit %d", bit)
          .isInstanceOf(BadPaddingException.class);
    }
  }

  private static NoiseIk ours(byte[] own, byte[] ephemeral) {
    X25519 curve = new X25519();
    return new NoiseIk(
        curve,
        curve.secret(own),
        curve.publicKey(own),
        ephemeral.clone(),
        PROLOGUE,
        RESPONDER_PUBLIC);
  }

  @Test
  void the_product_sends_the_published_bytes_and_reads_them() {
    NoiseIk initiator = ours(INITIATOR, INITIATOR_EPHEMERAL);
    NoiseIk responder = ours(RESPONDER, RESPONDER_EPHEMERAL);

    assertThat(initiator.writeOpening(RESPONDER_PUBLIC, OPENING.payload()))
        .isEqualTo(OPENING.sent());
    assertThat(responder.readOpening(OPENING.sent())).isEqualTo(OPENING.payload());
    assertThat(responder.remoteStatic()).isEqualTo(new X25519().publicKey(INITIATOR));
    assertThat(responder.writeReply(REPLY.payload())).isEqualTo(REPLY.sent());
    assertThat(initiator.readReply(REPLY.sent())).isEqualTo(REPLY.payload());
    assertThat(initiator.hash()).isEqualTo(HASH);
    assertThat(responder.hash()).isEqualTo(HASH);
    NoiseIk.Keys keys = initiator.split();
    assertThat(responder.split().initiators()).isEqualTo(keys.initiators());
    for (int i = 0; i < AFTERWARDS.size(); i++) {
      byte[] key = i % 2 == 0 ? keys.initiators() : keys.responders();
      assertThat(sealed(key, i / 2, AFTERWARDS.get(i).payload()))
          .isEqualTo(AFTERWARDS.get(i).sent());
    }
  }

  /**
   * As the specification seals a message after the handshake: nothing is authenticated beside it.
   */
  private static byte[] sealed(byte[] key, long number, byte[] plain) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(number).array();
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_product_refuses_them_when_one_bit_has_changed_or_bytes_are_missing() {
    for (int bit = 0; bit < 8 * OPENING.sent().length; bit++) {
      byte[] changed = OPENING.sent().clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(ours(RESPONDER, RESPONDER_EPHEMERAL).readOpening(changed))
          .as("bit %d", bit)
          .isNull();
    }
    for (int bit = 0; bit < 8 * REPLY.sent().length; bit++) {
      byte[] changed = REPLY.sent().clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      NoiseIk initiator = ours(INITIATOR, INITIATOR_EPHEMERAL);
      assertThat(initiator.writeOpening(RESPONDER_PUBLIC, OPENING.payload())).isNotNull();
      assertThat(initiator.readReply(changed)).as("bit %d", bit).isNull();
    }
    for (int length = 0; length < OPENING.sent().length; length++) {
      byte[] cut = Arrays.copyOf(OPENING.sent(), length);
      assertThat(ours(RESPONDER, RESPONDER_EPHEMERAL).readOpening(cut)).as("%d", length).isNull();
    }
  }

  /** RFC 7748, section 6.1: points of small order come to zero, whoever multiplies them. */
  @Test
  void keys_of_small_order_are_refused() {
    for (String point :
        List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) {
      X25519 curve = new X25519();
      assertThat(curve.agree(curve.secret(INITIATOR), hex(point))).as(point).isNull();
      byte[] opening = OPENING.sent().clone();
      System.arraycopy(hex(point), 0, opening, 0, 32);
      assertThat(ours(RESPONDER, RESPONDER_EPHEMERAL).readOpening(opening)).as(point).isNull();
    }
  }

  /** RFC 7748, section 5.2, the first two vectors. */
  @Test
  void the_curve_is_the_one_of_the_rfc() {
    X25519 curve = new X25519();
    assertThat(
            curve.agree(
                curve.secret(
                    hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")),
                hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
        .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    assertThat(
            curve.agree(
                curve.secret(
                    hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d")),
                hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
        .isEqualTo(hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
  }

  private static HandshakeState side(int role, byte[] own, byte[] ephemeral) throws Exception {
    HandshakeState side = new HandshakeState(NoiseIk.PROTOCOL, role);
    side.setPrologue(PROLOGUE, 0, PROLOGUE.length);
    side.getLocalKeyPair().setPrivateKey(own, 0);
    side.getFixedEphemeralKey().setPrivateKey(ephemeral, 0);
    return side;
  }

  private static void carry(Message message, HandshakeState from, HandshakeState to)
      throws Exception {
    byte[] buffer = new byte[256];
    int length = from.writeMessage(buffer, 0, message.payload(), 0, message.payload().length);
    assertThat(Arrays.copyOf(buffer, length)).isEqualTo(message.sent());
    byte[] read = new byte[256];
    int bytes = to.readMessage(message.sent(), 0, message.sent().length, read, 0);
    assertThat(Arrays.copyOf(read, bytes)).isEqualTo(message.payload());
  }

  private static void carry(Message message, CipherState from, CipherState to) throws Exception {
    byte[] buffer = new byte[256];
    int length =
        from.encryptWithAd(null, message.payload(), 0, buffer, 0, message.payload().length);
    assertThat(Arrays.copyOf(buffer, length)).isEqualTo(message.sent());
    byte[] read = new byte[256];
    int bytes = to.decryptWithAd(null, message.sent(), 0, read, 0, message.sent().length);
    assertThat(Arrays.copyOf(read, bytes)).isEqualTo(message.payload());
  }
}
