package dev.faultline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of a command, in the macros of man(7): what {@code --help} says, and no more. */
final class ManPage {
  private static final Help.ColorScheme PLAIN = Help.defaultColorScheme(Help.Ansi.OFF);

  private final CommandSpec command;
  private final Roff roff = new Roff();

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  /**
   * How the page of a command is called: {@code faultline-link-ping} for {@code faultline link
   * ping}.
   */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /**
   * The page's text.
   *
   * @param version of the program, for the page's foot
   */
  static String of(CommandSpec command, String version) {
    return new ManPage(command).page(version);
  }

  private String page(String version) {
    roff.macro("TH", name(command).toUpperCase(Locale.ROOT), "1", "", version, "Faultline");
    names();
    synopsis();
    description();
    arguments();
    subcommands();
    exitCodes();
    footer();
    related();
    return roff.text();
  }

  private void names() {
    roff.section("NAME");
    String first = described(command).stream().findFirst().orElse("");
    roff.line(
        name(command)
            + " - "
            + (first.endsWith(".") ? first.substring(0, first.length() - 1) : first));
  }

  private void synopsis() {
    roff.section("SYNOPSIS");
    String synopsis = new Help(command, PLAIN).synopsis(0).strip();
    String called = command.qualifiedName(" ");
    roff.synopsis(
        called,
        synopsis.startsWith(called) ? synopsis.substring(called.length()).strip() : synopsis);
  }

  private void description() {
    roff.section("DESCRIPTION");
    described(command).forEach(roff::line);
  }

  private void arguments() {
    if (!command.positionalParameters().isEmpty()) {
      roff.section("ARGUMENTS");
      command.positionalParameters().stream()
          .filter(each -> !each.hidden())
          .forEach(each -> roff.entry(each.paramLabel(), "", words(each)));
    }
    List<OptionSpec> options = command.options().stream().filter(each -> !each.hidden()).toList();
    if (!options.isEmpty()) {
      roff.section("OPTIONS");
      options.forEach(each -> roff.entry(named(each), value(each), words(each)));
    }
  }

  private static String named(OptionSpec option) {
    return String.join(", ", option.names());
  }

  /** As the help writes it: {@code =N}, or {@code [=N]} where the value may be left out. */
  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    String value = "=" + option.paramLabel();
    return option.arity().min() == 0 ? "[" + value + "]" : value;
  }

  private void subcommands() {
    Map<String, CommandLine> below = command.subcommands();
    if (!below.isEmpty()) {
      roff.section("COMMANDS");
      below.forEach((name, each) -> roff.entry(name, "", described(each.getCommandSpec())));
    }
  }

  private void exitCodes() {
    Map<String, String> codes = command.usageMessage().exitCodeList();
    if (!codes.isEmpty()) {
      roff.section("EXIT STATUS");
      codes.forEach((code, meaning) -> roff.entry(code.strip(), "", plain(meaning)));
    }
  }

  /** What stands below the help is examples for the most part, whose lines stay as they are. */
  private void footer() {
    List<String> lines =
        plain(command.usageMessage().footer()).stream()
            .dropWhile(String::isBlank)
            .filter(line -> !line.matches("Examples?:"))
            .toList();
    List<String> examples = lines.stream().filter(line -> line.startsWith(" ")).toList();
    List<String> notes =
        lines.stream().filter(line -> !line.startsWith(" ") && !line.isBlank()).toList();
    if (!notes.isEmpty()) {
      roff.section("NOTES");
      notes.forEach(roff::line);
    }
    if (!examples.isEmpty()) {
      roff.section("EXAMPLES");
      roff.asItIs(examples.stream().map(String::strip).toList());
    }
  }

  private void related() {
    List<String> pages = new ArrayList<>();
    if (command.parent() != null) {
      pages.add(name(command.parent()));
    }
    command.subcommands().values().stream()
        .map(each -> name(each.getCommandSpec()))
        .forEach(pages::add);
    if (!pages.isEmpty()) {
      roff.section("SEE ALSO");
      roff.line(pages.stream().map(page -> page + "(1)").collect(Collectors.joining(", ")));
    }
  }

  private static List<String> described(CommandSpec command) {
    return plain(command.usageMessage().description());
  }

  /** Without picocli's own marks; every text is a format, as it is to picocli. */
  @SuppressWarnings({"AnnotateFormatMethod", "FormatStringAnnotation"})
  private static List<String> plain(String... texts) {
    return Arrays.stream(texts)
        .map(text -> String.format(Locale.ROOT, text))
        .flatMap(ManPage::lines)
        .toList();
  }

  /** What picocli returns for an option is no format any more. */
  private static List<String> words(ArgSpec argument) {
    return Arrays.stream(argument.description()).flatMap(ManPage::lines).toList();
  }

  private static Stream<String> lines(String text) {
    return Help.Ansi.OFF.string(text).lines();
  }
}
