package dev.faultline.chaos.monkey.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupTest {
  @Test
  void groups_whose_names_hold_dots_are_told_apart() {
    Group one = new Group(Grouping.APP, "a.b", "c", "", "", "");
    Group other = new Group(Grouping.APP, "a", "b.c", "", "", "");
    assertThat(one.name()).isEqualTo("a%2Eb.c.app").isNotEqualTo(other.name());
    assertThat(new Group(Grouping.APP, "a", "b", "", "", "").name()).isEqualTo("a.b.app");
  }
}
