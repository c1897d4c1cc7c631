package dev.faultline.stories.tell;

import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Story;
import dev.faultline.stories.Turning;
import dev.faultline.stories.Words;
import dev.faultline.stories.tell.Line.Style;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells a story: five screens of text, each made when it is asked for. */
public final class Telling {
  /** Screens of a story. */
  public static final int SCREENS = 5;

  /** Worlds in which a point of no return is looked for while a reader waits. */
  private static final int WORLDS = 20;

  private final Story story;
  private final Words words;
  private final Scene scene;
  private final boolean fixed;
  private final boolean unicode;
  private final String command;
  private final Run bare;
  private final Run shown;

  /**
   * Prepares a telling, and plays the scene.
   *
   * @param scene seed and values; its guard does not matter
   * @param fixed whether the third screen shows the system with its guard
   * @param unicode whether block characters can be printed
   * @param command with which the program was started, to be pasted
   */
  public Telling(Story story, Scene scene, boolean fixed, boolean unicode, String command) {
    this.story = story;
    this.words = story.words();
    this.scene = scene;
    this.fixed = fixed;
    this.unicode = unicode;
    this.command = command;
    bare = story.run(scene.with(story.guards().getFirst().name()));
    shown = fixed ? story.run(scene.with(story.cure())) : bare;
  }

  /** Which answer of the bet is right, 0 to 2. */
  public int answer() {
    return shown.answer();
  }

  /**
   * One screen.
   *
   * @param number 1 to {@link #SCREENS}
   * @param bet the answer on which the reader has bet, 0 to 2, or -1
   */
  public Screen screen(int number, int bet) {
    Screen screen = new Screen();
    return switch (number) {
      case 1 -> claim(screen);
      case 2 -> bet(screen);
      case 3 -> happens(screen);
      case 4 -> why(screen, bet);
      case 5 -> holds(screen);
      default -> throw new IllegalArgumentException("screen is " + number + ", expected 1 to 5");
    };
  }

  private Screen claim(Screen screen) {
    screen.line(Style.BOLD, " " + words.title()).blank();
    screen.wrapped(Style.PLAIN, " The claim: ", "   ", words.claim()).blank();
    screen.wrapped(Style.PLAIN, " Who it hurt: ", "   ", words.incident());
    screen.wrapped(Style.DIM, " Source: ", "   ", words.source()).blank();
    return screen.wrapped(Style.PLAIN, " The system: ", "   ", story.system(scene.values()));
  }

  private Screen bet(Screen screen) {
    screen.line(Style.BOLD, " Your bet").blank();
    screen.text(Style.PLAIN, words.question() + (fixed ? " (With " + cure().label() + ".)" : ""));
    String changed = scene.values().arguments();
    if (!changed.isEmpty()) {
      screen.text(Style.DIM, "Changed:" + changed.replace(" --set", ""));
    }
    screen.blank();
    for (int i = 0; i < words.answers().size(); i++) {
      screen.line(Style.PLAIN, "   [" + (i + 1) + "] " + words.answers().get(i));
    }
    return screen;
  }

  private Screen happens(Screen screen) {
    String guard = fixed ? cure().label() : story.guards().getFirst().label();
    screen.line(Style.BOLD, " %s, %s, seed %d".formatted(words.name(), guard, scene.seed()));
    screen.blank();
    new Strip(shown, unicode).addTo(screen);
    screen.blank();
    return screen.text(shown.holds() ? Style.GOOD : Style.BAD, shown.verdict());
  }

  private Screen why(Screen screen, int bet) {
    screen.line(Style.BOLD, " Why").blank();
    String right = words.answers().get(shown.answer());
    if (bet >= 0) {
      boolean won = bet == shown.answer();
      screen.text(
          won ? Style.GOOD : Style.BAD,
          won
              ? "Your bet was right: " + right + "."
              : "You bet: " + words.answers().get(bet) + ". It is: " + right + ".");
    } else {
      screen.text(Style.PLAIN, "The answer: " + right + ".");
    }
    screen.blank();
    if (fixed && !bare.holds()) {
      screen.text(Style.PLAIN, "Without " + cure().label() + ": " + bare.verdict());
      screen.text(Style.PLAIN, "What happens there: " + words.why());
    } else {
      screen.text(Style.PLAIN, bare.holds() ? Words.WHERE_IT_FAILS + words.why() : words.why());
    }
    turning(screen);
    return screen;
  }

  /** In how many worlds it fails, along one parameter. */
  private void turning(Screen screen) {
    Optional<Turning> found = story.turning();
    if (found.isEmpty()) {
      return;
    }
    Turning turning = found.get();
    String where = fixed ? " worlds without " + cure().label() + " fail" : " worlds fail";
    screen.blank().text(Style.PLAIN, turning.text() + " Of " + WORLDS + where);
    StringBuilder at =
        new StringBuilder(String.format(Locale.ROOT, "   %-12s", turning.parameter()));
    StringBuilder fail = new StringBuilder(String.format(Locale.ROOT, "   %-12s", "fail"));
    Parameter parameter =
        story.parameters().stream()
            .filter(each -> each.name().equals(turning.parameter()))
            .findFirst()
            .orElseThrow();
    for (double value : turning.values()) {
      at.append(String.format(Locale.ROOT, "%10s", parameter.text(value)));
      fail.append(String.format(Locale.ROOT, "%10d", failing(turning.parameter(), value)));
    }
    screen.line(Style.DIM, at.toString()).line(Style.PLAIN, fail.toString());
  }

  private int failing(String parameter, double value) {
    int failing = 0;
    Scene varied = scene.with(story.guards().getFirst().name()).with(parameter, value);
    for (int i = 0; i < WORLDS; i++) {
      failing += story.holds(varied.withSeed(scene.seed() + i)) ? 0 : 1;
    }
    return failing;
  }

  private Screen holds(Screen screen) {
    screen.line(Style.BOLD, " What holds").blank();
    table(screen);
    screen.blank();
    for (String line : words.change()) {
      screen.line(
          line.startsWith("+") ? Style.GOOD : line.startsWith("-") ? Style.BAD : Style.DIM,
          " " + line);
    }
    screen.text(Style.PLAIN, words.holds());
    screen.wrapped(Style.PLAIN, " Cost: ", "   ", words.cost());
    screen.line(Style.PLAIN, " Guard: " + words.guardClass());
    screen.line(Style.DIM, " Bet again: " + command + " demo " + words.name() + " " + words.next());
    return screen.line(
        Style.DIM,
        " As a page: "
            + command
            + " demo "
            + words.name()
            + scene.values().arguments()
            + " --html FILE");
  }

  private void table(Screen screen) {
    List<String> columns = story.columns();
    int label =
        Math.max(
            13,
            1 + story.guards().stream().mapToInt(each -> each.label().length()).max().orElse(0));
    String cell = "%-" + label + "s";
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, " " + cell, ""));
    columns.forEach(column -> head.append(String.format(Locale.ROOT, "%-14s", column)));
    screen.line(Style.DIM, head.toString().stripTrailing());
    for (Guard guard : story.guards()) {
      boolean isBare = guard == story.guards().getFirst();
      Run run = isBare ? bare : story.run(scene.with(guard.name()));
      StringBuilder row = new StringBuilder(String.format(Locale.ROOT, " " + cell, guard.label()));
      run.figures().forEach(figure -> row.append(String.format(Locale.ROOT, "%-14s", figure)));
      row.append(guard.effect().apply(scene.values()));
      screen.line(run.holds() ? Style.GOOD : Style.BAD, row.toString().stripTrailing());
    }
  }

  private Guard cure() {
    return story.guards().stream()
        .filter(guard -> guard.name().equals(story.cure()))
        .findFirst()
        .orElseThrow();
  }
}
