package dev.faultline.guard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.record.QuorumRead.Outcome.Absent;
import dev.faultline.guard.record.QuorumRead.Outcome.Found;
import dev.faultline.guard.record.QuorumRead.Outcome.Unreadable;
import dev.faultline.guard.record.QuorumRead.Outcome.Waiting;
import dev.faultline.guard.record.QuorumRead.Repair;
import dev.faultline.guard.version.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuorumReadTest {
  private static final List<String> THREE = List.of("1", "2", "3");
  private static final Entry OLD = Entry.of("k", new Stamp(1, "w"), new byte[] {1});
  private static final Entry NEW = Entry.of("k", new Stamp(2, "w"), new byte[] {2});
  private static final Entry GONE = Entry.deleted("k", new Stamp(3, "w"));

  private static byte[] rotten() {
    byte[] sealed = Seal.seal(NEW);
    sealed[sealed.length - 1] ^= 1;
    return sealed;
  }

  @Test
  void the_newest_of_a_quorum_is_found_and_the_others_are_repaired_once() {
    QuorumRead read = new QuorumRead("k", THREE, 2);
    read.answered("1", Seal.seal(OLD));
    assertThat(read.outcome()).isEqualTo(new Waiting());
    assertThat(read.repairs()).isEmpty();
    read.answered("2", Seal.seal(NEW));
    assertThat(read.outcome()).isEqualTo(new Found(NEW));
    assertThat(read.repairs()).containsExactly(new Repair("1", NEW));
    read.answered("3", null);
    assertThat(read.repairs()).containsExactly(new Repair("3", NEW));
    assertThat(read.repairs()).isEmpty();
  }

  @Test
  void a_tombstone_is_an_empty_answer_and_a_repair() {
    QuorumRead read = new QuorumRead("k", THREE, 2);
    read.answered("1", Seal.seal(GONE));
    read.answered("2", Seal.seal(NEW));
    assertThat(read.outcome()).isEqualTo(new Absent());
    assertThat(read.repairs()).containsExactly(new Repair("2", GONE));
  }

  @Test
  void what_has_rotted_is_read_from_another_replica_and_repaired() {
    QuorumRead read = new QuorumRead("k", THREE, 2);
    read.answered("1", rotten());
    read.answered("2", Seal.seal(NEW));
    assertThat(read.outcome()).isEqualTo(new Waiting());
    read.answered("3", Seal.seal(NEW));
    assertThat(read.outcome()).isEqualTo(new Found(NEW));
    assertThat(read.repairs()).containsExactly(new Repair("1", NEW));
    assertThat(read.rotten()).containsOnlyKeys("1");
  }

  @Test
  void with_one_replica_rot_is_an_error_and_never_an_empty_answer() {
    QuorumRead read = new QuorumRead("k", List.of("1"), 1);
    read.rotten("1", "checksum");
    assertThat(read.outcome())
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(unreadable.rotten()).containsEntry("1", "checksum"));
    assertThat(read.repairs()).isEmpty();
  }

  @Test
  void a_read_fails_as_soon_as_a_quorum_of_sound_answers_cannot_come() {
    QuorumRead read = new QuorumRead("k", THREE, 2);
    read.answered("1", rotten());
    read.answered("2", rotten());
    assertThat(read.outcome()).isInstanceOf(Unreadable.class);
  }

  @Test
  void only_the_first_answer_of_those_that_were_asked_counts() {
    QuorumRead read = new QuorumRead("k", THREE, 2);
    read.answered("1", null);
    read.answered("1", Seal.seal(NEW));
    read.rotten("1", "late");
    read.answered("4", Seal.seal(NEW));
    assertThat(read.outcome()).isEqualTo(new Waiting());
    assertThat(read.ignored()).isEqualTo(3);
    read.answered("2", null);
    assertThat(read.outcome()).isEqualTo(new Absent());
    assertThatThrownBy(() -> new QuorumRead("k", THREE, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("quorum is 4, expected 1 to 3");
  }

  /** All that three replicas can say, in all orders: what comes of it is what a model says. */
  @Test
  void all_answers_of_three_in_all_orders() {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int answers = 0; answers < 125; answers++) {
      int[] kinds = {answers % 5, answers / 5 % 5, answers / 25};
      for (int[] order : orders) {
        QuorumRead read = new QuorumRead("k", THREE, 2);
        int sound = 0;
        int newest = 0;
        for (int i : order) {
          read.answered(THREE.get(i), bytes(kinds[i]));
          sound += kinds[i] == 4 ? 0 : 1;
          newest = Math.max(newest, kinds[i] % 4);
          if (sound >= 2) {
            assertThat(read.outcome())
                .isEqualTo(newest == 1 || newest == 2 ? new Found(entry(newest)) : new Absent());
          } else {
            assertThat(read.outcome()).isNotInstanceOfAny(Found.class, Absent.class);
          }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          if (sound >= 2 && newest > 0 && kinds[i] != newest) {
            expected.add(THREE.get(i));
          }
        }
        assertThat(read.repairs())
            .extracting(Repair::replica)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  private static byte @Nullable [] bytes(int kind) {
    return kind == 0 ? null : kind == 4 ? rotten() : Seal.seal(entry(kind));
  }

  private static Entry entry(int kind) {
    return kind == 1 ? OLD : kind == 2 ? NEW : GONE;
  }
}
