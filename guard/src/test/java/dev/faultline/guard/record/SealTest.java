package dev.faultline.guard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.record.Seal.Opened.Rotten;
import dev.faultline.guard.record.Seal.Opened.Sound;
import dev.faultline.guard.version.Stamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SealTest {
  private static final Entry VALUE = Entry.of("kéy", new Stamp(-7, "a"), new byte[] {1, 2, 3});
  private static final List<Entry> ENTRIES =
      List.of(
          VALUE,
          Entry.deleted("kéy", new Stamp(Long.MAX_VALUE, "writer")),
          Entry.of("", new Stamp(0, ""), new byte[0]));

  @Test
  void what_was_sealed_opens_as_it_was() {
    for (Entry entry : ENTRIES) {
      assertThat(Seal.open(entry.key(), Seal.seal(entry))).isEqualTo(new Sound(entry));
      assertThat(Seal.open(Seal.seal(entry))).isEqualTo(new Sound(entry));
    }
  }

  @Test
  void every_bit_that_flips_is_found() {
    for (Entry entry : ENTRIES) {
      byte[] sealed = Seal.seal(entry);
      for (int bit = 0; bit < 8 * sealed.length; bit++) {
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(Seal.open(sealed)).isInstanceOf(Rotten.class);
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void whatever_is_cut_off_added_or_zeroed_is_found() {
    byte[] sealed = Seal.seal(VALUE);
    for (int length = 0; length < sealed.length; length++) {
      assertThat(Seal.open(Arrays.copyOf(sealed, length))).isInstanceOf(Rotten.class);
      byte[] zeroed = sealed.clone();
      Arrays.fill(zeroed, length, sealed.length, (byte) 0);
      assertThat(Seal.open(zeroed)).isInstanceOf(Rotten.class);
    }
    assertThat(Seal.open(Arrays.copyOf(sealed, sealed.length + 1))).isInstanceOf(Rotten.class);
  }

  @Test
  void bytes_at_random_never_throw() {
    long seed = 11;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 14 && random.nextBoolean()) {
        // With a checksum that fits: what it covers is looked at all the same.
        bytes[0] = (byte) 0xF6;
        bytes[9] = (byte) random.nextInt(3);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, crc(bytes));
      }
      assertThat(Seal.open(bytes)).isNotNull();
    }
  }

  /** From the first to the last byte in which two of one length differ. */
  private static int span(byte[] one, byte[] other) {
    int first = Arrays.mismatch(one, other);
    int last = one.length - 1;
    while (one[last] == other[last]) {
      last--;
    }
    return last - first + 1;
  }

  @Test
  void no_change_within_four_bytes_makes_another_record_of_one() {
    for (int length = 2; length < 12; length++) {
      byte[] value = new byte[length];
      byte[] sealed = Seal.seal(Entry.of("k", new Stamp(0, "w"), value));
      for (int change = 1; change < 1 << 16; change++) {
        value[length - 2] = (byte) (change >> 8);
        value[length - 1] = (byte) change;
        byte[] atTheEnd = Seal.seal(Entry.of("k", new Stamp(0, "w"), value));
        byte[] atTheStart =
            Seal.seal(Entry.of("k", new Stamp((long) change << 48, "w"), new byte[length]));
        if (span(sealed, atTheEnd) <= 4 || span(sealed, atTheStart) <= 4) {
          throw new AssertionError("change %x of %d bytes".formatted(change, length));
        }
      }
      value[length - 2] = 0;
      value[length - 1] = 0;
    }
  }

  @Test
  void names_that_no_record_could_keep_are_refused() {
    assertThatThrownBy(() -> Entry.of("file-\uD83D", new Stamp(1, "w"), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "key has half of a surrogate pair (d83d) at index 5, expected whole characters");
    assertThatThrownBy(() -> Entry.deleted("k", new Stamp(1, "\uDE00w")))
        .hasMessageContaining("writer has half of a surrogate pair (de00) at index 0");
    assertThatThrownBy(() -> Entry.deleted("\uDE00\uD83D", new Stamp(1, "w")))
        .hasMessageContaining("at index 0");
    Entry whole = Entry.of("file-\uD83D\uDE00", new Stamp(1, "w"), new byte[0]);
    assertThat(Seal.open(whole.key(), Seal.seal(whole))).isEqualTo(new Sound(whole));
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    return (int) crc.getValue();
  }

  @Test
  void a_sound_record_in_the_wrong_place_is_told_by_its_key() {
    assertThat(Seal.open("other", Seal.seal(VALUE)))
        .isEqualTo(new Rotten("of key kéy, expected other"));
  }

  @Test
  void entries_of_one_stamp_are_in_one_order_everywhere() {
    Stamp stamp = new Stamp(1, "a");
    Entry low = Entry.of("k", stamp, new byte[] {1});
    Entry high = Entry.of("k", stamp, new byte[] {(byte) 200});
    Entry deleted = Entry.deleted("k", stamp);
    assertThat(high.isNewerThan(low)).isTrue();
    assertThat(low.isNewerThan(high)).isFalse();
    assertThat(deleted.isNewerThan(high)).isTrue();
    assertThat(high.isNewerThan(deleted)).isFalse();
    assertThat(low.isNewerThan(low)).isFalse();
    assertThat(Entry.of("k", new Stamp(1, "b"), new byte[0]).isNewerThan(deleted)).isTrue();
  }
}
