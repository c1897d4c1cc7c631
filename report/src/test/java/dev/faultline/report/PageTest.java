package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void a_page_has_a_place_for_the_title_and_one_for_the_run() {
    assertThat(Page.of("<title>@@TITLE@@</title><script>@@RUN@@</script>", ""))
        .isEqualTo(new Page("<title>", "</title><script>", "</script>"));
  }

  @Test
  void a_build_without_it_says_why_and_what_to_do() {
    assertThatThrownBy(() -> Page.of("", "Node.js 20 or later is needed\n"))
        .isInstanceOf(DiagramMissingException.class)
        .hasMessageContaining("Node.js 20 or later is needed;")
        .hasMessageContaining("then build again");
  }

  @Test
  void a_page_without_its_places_is_none() {
    assertThatThrownBy(() -> Page.of("<html>", "")).isInstanceOf(DiagramMissingException.class);
  }
}
