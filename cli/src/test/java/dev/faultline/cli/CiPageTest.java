package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands in docs/ci.md have only options that there are. */
final class CiPageTest {
  @Test
  void the_workflow_calls_explore_with_options_that_there_are() throws IOException {
    String page = Files.readString(Path.of("../docs/ci.md"));
    int start = page.indexOf("faultline explore com.example.MyScenario");
    String command = page.substring(start, page.indexOf("\n      - name:", start));
    List<String> options =
        Pattern.compile("(?<= )--[a-z-]+")
            .matcher(command)
            .results()
            .map(MatchResult::group)
            .toList();
    String help = Run.faultline("explore", "--help").out();

    assertThat(options).contains("--known", "--junit-xml", "--sarif", "--report");
    assertThat(options).allSatisfy(option -> assertThat(help).containsPattern(option + "(=|\\s)"));
  }
}
