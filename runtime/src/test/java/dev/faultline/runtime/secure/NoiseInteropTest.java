package dev.faultline.runtime.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import dev.faultline.link.secure.KeyExchange;
import dev.faultline.link.secure.KeyExchange.Agreed;
import dev.faultline.link.secure.KeyExchange.Answer;
import dev.faultline.link.secure.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The handshake and the packets against {@link LibraryNoise}, in both roles. */
class NoiseInteropTest {
  private static final byte[] PROLOGUE = "some prologue".getBytes(StandardCharsets.US_ASCII);
  private static final int STAMP = 16;

  private final SplittableRandom random = new SplittableRandom(7);
  private final byte[] ours = bytes();
  private final byte[] theirs = bytes();
  private final PrivateKey ourKey = PrivateKey.of(ours);
  private final PrivateKey theirKey = PrivateKey.of(theirs);
  private final KeyExchange exchange =
      LinkSecurity.keys(ourKey, List.of(theirKey.publicKey())).exchange();

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private LibraryNoise initiator(byte[] prologue) throws Exception {
    return new LibraryNoise(HandshakeState.INITIATOR, theirs, prologue, ourKey.publicKey().bytes());
  }

  /** The library's message, with room for the stamp that is not part of Noise. */
  private byte[] stamped(byte[] message) {
    return Arrays.copyOf(message, exchange.openingBytes());
  }

  @Test
  void it_answers_an_initiator_of_the_library() throws Exception {
    LibraryNoise initiator = initiator(PROLOGUE);
    byte[] payload = {1, 2, 3, 4};

    Answer answer = exchange.answer(stamped(initiator.write()), PROLOGUE, payload);

    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    if (answer instanceof Answer.Accepted accepted) {
      assertThat(accepted.key()).isZero();
      assertThat(initiator.read(accepted.reply())).isEqualTo(payload);
      check(accepted.cipher(), initiator.split());
    }
  }

  @Test
  void it_opens_to_a_responder_of_the_library() throws Exception {
    KeyExchange.Opening opening = exchange.begin(0, PROLOGUE);
    LibraryNoise responder =
        new LibraryNoise(HandshakeState.RESPONDER, theirs, PROLOGUE, new byte[0]);
    byte[] message = opening.message();

    assertThat(responder.read(Arrays.copyOf(message, message.length - STAMP))).isEmpty();
    assertThat(responder.remoteStatic()).isEqualTo(ourKey.publicKey().bytes());
    byte[] payload = {5, 6, 7, 8};
    Agreed agreed = opening.finish(responder.write(payload));

    assertThat(agreed).isNotNull();
    if (agreed != null) {
      assertThat(agreed.payload()).isEqualTo(payload);
      check(agreed.cipher(), responder.split());
    }
  }

  @Test
  void another_prologue_is_not_authentic() throws Exception {
    byte[] opening = initiator(new byte[] {1}).write();

    assertThat(exchange.answer(stamped(opening), PROLOGUE, new byte[4]))
        .isInstanceOf(Answer.Unauthentic.class);
  }

  @Test
  void a_stamp_shows_that_its_maker_knows_the_responders_public_key() {
    KeyExchange peer = LinkSecurity.keys(theirKey, List.of(ourKey.publicKey())).exchange();
    byte[] opening = peer.begin(0, PROLOGUE).message();

    assertThat(exchange.stamped(opening, PROLOGUE)).isTrue();
    assertThat(exchange.stamped(opening, new byte[] {1})).isFalse();
    assertThat(peer.stamped(opening, PROLOGUE)).isFalse();
    for (int bit = 0; bit < 8 * opening.length; bit += 3) {
      byte[] changed = opening.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(exchange.stamped(changed, PROLOGUE)).as("bit %d", bit).isFalse();
    }
  }

  /** What each side seals the other one opens, with the keys that the handshake's end gives. */
  private void check(PacketCipher cipher, CipherStatePair library) throws Exception {
    byte[] plain = "what is in a packet".getBytes(StandardCharsets.US_ASCII);
    for (long number : new long[] {0, 1, 255, 256, 1L << 40}) {
      byte[] header = new byte[16];
      random.nextBytes(header);
      MemorySegment packet = MemorySegment.ofArray(new byte[16 + plain.length + 16]);
      MemorySegment.copy(header, 0, packet, ValueLayout.JAVA_BYTE, 0, 16);
      cipher.seal(number, MemorySegment.ofArray(plain), 0, plain.length, packet, 0);
      byte[] sealed = packet.asSlice(16).toArray(ValueLayout.JAVA_BYTE);
      assertThat(LibraryNoise.open(library.getReceiver(), number, header, sealed)).isEqualTo(plain);

      byte[] incoming = LibraryNoise.seal(library.getSender(), number, header, plain);
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
