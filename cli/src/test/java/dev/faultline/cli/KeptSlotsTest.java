package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptSlotsTest {
  private static final int SLOT = 16 * 1024;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("state");
  }

  private void keep(int... states) throws IOException {
    try (KeptSlots slots = KeptSlots.open(file())) {
      for (int state : states) {
        slots.keep(new byte[] {(byte) state, 7});
      }
    }
  }

  /** The first byte of what is kept; -1 for nothing. */
  private int kept() throws IOException {
    try (KeptSlots slots = KeptSlots.open(file())) {
      return slots.state() instanceof byte[] state ? state[0] : -1;
    }
  }

  private void damage(int slot) throws IOException {
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {99}), slot * SLOT + 16L);
    }
  }

  @Test
  void the_last_state_is_found_again() throws IOException {
    assertThat(kept()).isEqualTo(-1);
    keep(1);
    assertThat(kept()).isEqualTo(1);
    keep(2, 3, 4);
    assertThat(kept()).isEqualTo(4);
    assertThat(Files.size(file())).isEqualTo(2 * SLOT);
  }

  @Test
  void a_torn_write_leaves_the_state_before_it() throws IOException {
    keep(1, 2);
    damage(0);
    assertThat(kept()).isEqualTo(1);
    keep(3);
    assertThat(kept()).isEqualTo(3);
  }

  @Test
  void a_first_write_that_is_torn_leaves_nothing() throws IOException {
    keep(1);
    damage(1);
    assertThat(kept()).isEqualTo(-1);
  }

  @Test
  void two_rotten_states_are_an_error_and_not_nothing() throws IOException {
    keep(1, 2);
    damage(0);
    damage(1);
    assertThatThrownBy(this::kept).isInstanceOf(IOException.class).hasMessageContaining("rotted");
  }

  @Test
  void a_state_that_has_no_room_is_refused() throws IOException {
    try (KeptSlots slots = KeptSlots.open(file())) {
      assertThatThrownBy(() -> slots.keep(new byte[SLOT])).hasMessageContaining("at most 16368");
    }
  }
}
