package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExportedApiTest {
  @Test
  void what_applications_can_use_is_what_was_decided_that_they_may() throws Exception {
    List<String> decided;
    try (InputStream in = ExportedApiTest.class.getResourceAsStream("exported-api.txt")) {
      decided =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
    }
    assertThat(ExportedApi.of(Endpoint.class))
        .as(
            "what is exported has to be kept for ever: make it package-private or move it to a room"
                + " that is not exported; if it is meant for applications, add its line to"
                + " exported-api.txt")
        .containsExactlyElementsOf(decided);
  }

  @Test
  void members_of_types_that_are_not_exported_are_not_listed() throws Exception {
    assertThat(ExportedApi.of(Endpoint.class))
        .contains("Endpoint.poll(long, Egress) int", "SessionEnd.FENCED SessionEnd")
        .noneMatch(line -> line.startsWith("Greeter") || line.startsWith("Connection"));
  }
}
