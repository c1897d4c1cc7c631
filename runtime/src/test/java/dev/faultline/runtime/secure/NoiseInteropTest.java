package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.KeyExchange;
import dev.faultline.link.KeyExchange.Agreed;
import dev.faultline.link.KeyExchange.Answer;
import dev.faultline.link.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The handshake against a second implementation of the specification, {@link SpecNoise}, which
 * shares no code with the library and uses the JDK's own primitives.
 */
class NoiseInteropTest {
  private static final byte[] PROLOGUE = "some prologue".getBytes(StandardCharsets.US_ASCII);

  private final SplittableRandom random = new SplittableRandom(7);
  private final byte[] ours = bytes();
  private final byte[] theirs = bytes();
  private final PrivateKey ourKey = PrivateKey.generate(fixed(ours));
  private final PrivateKey theirKey = PrivateKey.generate(fixed(theirs));
  private final KeyExchange exchange =
      LinkSecurity.keys(ourKey, List.of(theirKey.publicKey())).exchange();

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private static java.util.random.RandomGenerator fixed(byte[] bytes) {
    return new java.util.random.RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("keys are drawn as bytes");
      }

      @Override
      public void nextBytes(byte[] to) {
        System.arraycopy(bytes, 0, to, 0, to.length);
      }
    };
  }

  @Test
  void public_keys_are_those_that_the_jdk_computes() throws Exception {
    assertThat(ourKey.publicKey().bytes()).isEqualTo(SpecNoise.publicKey(ours));
  }

  @Test
  void it_answers_an_initiator_of_the_specification() throws Exception {
    SpecNoise initiator = new SpecNoise(theirs, bytes(), PROLOGUE, ourKey.publicKey().bytes());
    byte[] opening = initiator.writeOpening(ourKey.publicKey().bytes());
    byte[] payload = {1, 2, 3, 4};

    Answer answer = exchange.answer(opening, PROLOGUE, payload);

    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    if (answer instanceof Answer.Accepted accepted) {
      assertThat(accepted.key()).isZero();
      assertThat(initiator.readReply(accepted.reply())).isEqualTo(payload);
      SpecNoise.Keys keys = initiator.split();
      check(accepted.cipher(), keys.initiators(), keys.responders());
    }
  }

  @Test
  void it_opens_to_a_responder_of_the_specification() throws Exception {
    KeyExchange.Opening opening = exchange.begin(0, PROLOGUE);
    SpecNoise responder = new SpecNoise(theirs, bytes(), PROLOGUE, SpecNoise.publicKey(theirs));

    assertThat(responder.readOpening(opening.message())).isEqualTo(ourKey.publicKey().bytes());
    byte[] payload = {5, 6, 7, 8};
    Agreed agreed = opening.finish(responder.writeReply(payload));

    assertThat(agreed).isNotNull();
    if (agreed != null) {
      assertThat(agreed.payload()).isEqualTo(payload);
      SpecNoise.Keys keys = responder.split();
      check(agreed.cipher(), keys.responders(), keys.initiators());
    }
  }

  @Test
  void another_prologue_is_not_authentic() throws Exception {
    SpecNoise initiator =
        new SpecNoise(theirs, bytes(), new byte[] {1}, ourKey.publicKey().bytes());
    byte[] opening = initiator.writeOpening(ourKey.publicKey().bytes());

    assertThat(exchange.answer(opening, PROLOGUE, new byte[4]))
        .isInstanceOf(Answer.Unauthentic.class);
  }

  /** The peer seals with its key and opens with ours as plain AES-GCM of the specification. */
  private void check(PacketCipher cipher, byte[] peersKey, byte[] ownKey) throws Exception {
    byte[] plain = "what is in a packet".getBytes(StandardCharsets.US_ASCII);
    for (long number : new long[] {0, 1, 255, 256, 1L << 40}) {
      byte[] header = new byte[16];
      random.nextBytes(header);
      MemorySegment packet = MemorySegment.ofArray(new byte[16 + plain.length + 16]);
      MemorySegment.copy(header, 0, packet, ValueLayout.JAVA_BYTE, 0, 16);
      cipher.seal(number, MemorySegment.ofArray(plain), 0, plain.length, packet, 0);
      byte[] sealed = packet.asSlice(16).toArray(ValueLayout.JAVA_BYTE);
      assertThat(sealed).isEqualTo(SpecNoise.encrypt(ownKey, number, header, plain));

      byte[] incoming = SpecNoise.encrypt(peersKey, number, header, plain);
      MemorySegment.copy(incoming, 0, packet, ValueLayout.JAVA_BYTE, 16, incoming.length);
      byte[] opened = new byte[64];
      int bytes =
          cipher.open(number, packet, 0, 16 + incoming.length, MemorySegment.ofArray(opened));
      assertThat(bytes).isEqualTo(plain.length);
      assertThat(opened).startsWith(plain);
      assertThat(
              cipher.open(
                  number + 1, packet, 0, 16 + incoming.length, MemorySegment.ofArray(opened)))
          .isEqualTo(-1);
    }
  }
}
