package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.chaos.monkey.process.ProcessFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and completion, as the build writes them. */
final class ShellFilesTest {
  @TempDir static Path share;

  @BeforeAll
  static void write() throws IOException {
    // Fails where a description is no format, of which the help would warn.
    ShellFiles.main(new String[] {share.toString()});
  }

  private static String page(String name) throws IOException {
    return Files.readString(share.resolve("man/man1/" + name + ".1"));
  }

  @Test
  void every_command_has_a_page_and_pages_name_only_pages_that_are_there() throws IOException {
    List<String> pages = new ArrayList<>();
    List<String> named = new ArrayList<>();
    try (Stream<Path> files = Files.list(share.resolve("man/man1"))) {
      for (Path file : files.toList()) {
        pages.add(file.getFileName().toString().replace(".1", ""));
        Files.readString(file)
            .lines()
            .filter(line -> line.matches("(faultline[^ ]*\\(1\\)(, )?)+"))
            .flatMap(line -> Stream.of(line.split(", ")))
            .forEach(each -> named.add(each.replace("(1)", "").replace("\\-", "-")));
      }
    }

    assertThat(pages).contains("faultline", "faultline-explore", "faultline-proxy-toxic-add");
    assertThat(named).contains("faultline", "faultline-explore").isSubsetOf(pages);
  }

  @Test
  void help_names_the_commands_that_have_pages_though_it_makes_few_of_them() throws IOException {
    String help = Run.faultline("--help").out();
    String whole = page("faultline");
    List<String> commands =
        Pattern.compile("(?m)^\\.TP\n\\\\fB([a-z\\\\-]+)\\\\fR$")
            .matcher(
                whole.substring(whole.indexOf(".SH \"COMMANDS\""), whole.indexOf("EXIT STATUS")))
            .results()
            .map(each -> each.group(1).replace("\\-", "-"))
            .toList();

    assertThat(commands).contains("explore", "break-redis", "help").hasSizeGreaterThan(15);
    assertThat(commands).allSatisfy(each -> assertThat(help).containsPattern("\n  " + each + " "));
    assertThat(Run.faultline("help", "disk", "fault", "add").out())
        .startsWith("Usage: faultline disk fault add ")
        .isEqualTo(Run.faultline("disk", "fault", "add", "--help").out());
    assertThat(Run.faultline("help", "proxy").out()).contains("toxic");
  }

  @Test
  void a_page_says_what_the_help_says() throws IOException {
    assertThat(page("faultline-explore"))
        .startsWith(".TH \"FAULTLINE\\-EXPLORE\" \"1\"")
        .contains("\\fBfaultline explore\\fR [OPTIONS] [TARGET]")
        .contains(".TP\n\\fB\\-\\-seed\\fR=S\nThe seed of the first world;")
        .contains("(default: the target\\(aqs own number)")
        .contains(".TP\n\\fB1\\fR\na violation was found")
        .contains("./faultline explore payments \\-\\-set dedup=true")
        .doesNotContain("${", "@|");
    assertThat(Run.faultline("monkey", "terminate", "--help").out().replaceAll("\\s+", " "))
        .contains("One of " + ProcessFault.EXPECTED);
    assertThat(page("faultline-advise")).contains("requests that may be refused (default: 0.001).");
  }

  @Test
  void a_line_that_begins_with_a_dot_is_no_request() {
    Roff roff = new Roff();
    roff.line("./faultline - 'a\\b'");
    roff.line("'tis");
    roff.line(".SH no title");

    assertThat(roff.text())
        .isEqualTo("\\&./faultline \\- \\(aqa\\eb\\(aq\n\\(aqtis\n\\&.SH no title\n");
  }

  @Test
  void groff_has_nothing_to_say_about_the_pages() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "there is no groff here");
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z"));
    try (Stream<Path> files = Files.list(share.resolve("man/man1"))) {
      files.sorted().map(Path::toString).forEach(command::add);
    }
    Process groff = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(groff.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void completion_is_where_bash_looks_for_it() throws IOException {
    assertThat(share.resolve("bash-completion/completions/faultline"))
        .content()
        .isEqualTo(Run.faultline("completion").out());
  }
}
