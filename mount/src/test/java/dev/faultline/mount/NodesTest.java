package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodesTest {
  private final List<Integer> closed = new ArrayList<>();
  private final Nodes nodes = new Nodes(3, new Nodes.Identity(1, 2), closed::add);

  private Nodes.File found(int descriptor, long inode) {
    return nodes.found(
        descriptor, new Nodes.Identity(1, inode), nodes.get(Nodes.ROOT), "n" + inode);
  }

  @Test
  void a_file_that_was_forgotten_and_is_found_again_has_the_same_number() {
    nodes.keepNumbers();
    Nodes.File first = found(4, 10);
    found(5, 11);
    nodes.forget(first.number(), 1, descriptor -> descriptor == 4);
    assertThat(closed).containsExactly(4);
    assertThat(found(6, 12).number()).isNotEqualTo(first.number());
    assertThat(found(7, 10).number()).isEqualTo(first.number());
  }

  @Test
  void a_file_that_was_removed_gives_its_number_to_no_other() {
    nodes.keepNumbers();
    Nodes.File first = found(4, 10);
    nodes.forget(first.number(), 1, descriptor -> false);
    assertThat(found(5, 10).number()).isNotEqualTo(first.number());
  }

  @Test
  void two_files_of_two_devices_are_never_shown_under_one_number() {
    assertThat(nodes.shownInode(new Nodes.Identity(1, 10))).isEqualTo(10);
    long other = nodes.shownInode(new Nodes.Identity(9, 10));
    assertThat(other).isNotEqualTo(10);
    assertThat(nodes.shownInode(new Nodes.Identity(8, 10))).isNotIn(10L, other);
    assertThat(nodes.shownInode(new Nodes.Identity(9, 10))).isEqualTo(other);
  }
}
