package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.BadPaddingException;
import org.junit.jupiter.api.Test;

/**
 * The library, and the second implementation that tests compare it with, against the published test
 * vector of {@code Noise_IK_25519_AESGCM_SHA256}. It is from the set of the Haskell implementation
 * cacophony ({@code vectors/cacophony.txt}), as the Rust implementation snow also carries it
 * ({@code tests/vectors/cacophony.txt}). Early copies of the set give as handshake hash what it is
 * after the first message; this one is that of the whole handshake.
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
    assertThat(who).isEqualTo(SpecNoise.publicKey(INITIATOR));
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

  @Test
  void the_second_implementation_does_the_same() throws Exception {
    SpecNoise initiator = new SpecNoise(INITIATOR, INITIATOR_EPHEMERAL, PROLOGUE, RESPONDER_PUBLIC);
    SpecNoise responder = new SpecNoise(RESPONDER, RESPONDER_EPHEMERAL, PROLOGUE, RESPONDER_PUBLIC);

    assertThat(initiator.writeOpening(RESPONDER_PUBLIC, OPENING.payload()))
        .isEqualTo(OPENING.sent());
    assertThat(responder.readOpening(OPENING.sent())).isEqualTo(SpecNoise.publicKey(INITIATOR));
    assertThat(responder.writeReply(REPLY.payload())).isEqualTo(REPLY.sent());
    assertThat(initiator.readReply(REPLY.sent())).isEqualTo(REPLY.payload());
    assertThat(initiator.hash()).isEqualTo(HASH);
    assertThat(responder.hash()).isEqualTo(HASH);
    SpecNoise.Keys keys = initiator.transportKeys();
    for (int i = 0; i < AFTERWARDS.size(); i++) {
      byte[] key = i % 2 == 0 ? keys.initiators() : keys.responders();
      assertThat(SpecNoise.encrypt(key, i / 2, new byte[0], AFTERWARDS.get(i).payload()))
          .isEqualTo(AFTERWARDS.get(i).sent());
    }
  }

  private static HandshakeState side(int role, byte[] own, byte[] ephemeral) throws Exception {
    HandshakeState side = new HandshakeState(NoiseExchange.PROTOCOL, role);
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
