package dev.faultline.cli;

import dev.faultline.stories.tell.Line;
import dev.faultline.stories.tell.Screen;
import dev.faultline.stories.tell.Telling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Shows a story screen by screen, and waits for its reader between them. */
final class DemoPlay {
  private final Terminal terminal;
  private final Telling telling;
  private final @Nullable BufferedReader in;

  /**
   * A play.
   *
   * @param in what its reader types, or null to ask nothing
   */
  DemoPlay(Terminal terminal, Telling telling, @Nullable BufferedReader in) {
    this.terminal = terminal;
    this.telling = telling;
    this.in = in;
  }

  void play() {
    int bet = -1;
    for (int number = 1; number <= Telling.SCREENS; number++) {
      show(number, bet);
      String prompt =
          number == 2
              ? " 1, 2 or 3 and Enter; q leaves: "
              : number < Telling.SCREENS ? " Enter goes on; q leaves: " : "";
      if (!prompt.isEmpty() && in != null) {
        String answer = ask(in, prompt, number == 2);
        if (answer.equals("q")) {
          return;
        }
        bet = number == 2 && !answer.isEmpty() ? Integer.parseInt(answer) - 1 : bet;
      } else if (!prompt.isEmpty()) {
        terminal.out().println();
      }
    }
  }

  private void show(int number, int bet) {
    for (Line line : screen(number, bet).lines()) {
      Paint paint = terminal.outPaint();
      terminal
          .out()
          .println(
              switch (line.style()) {
                case PLAIN -> line.text();
                case BOLD -> paint.bold(line.text());
                case DIM -> paint.dim(line.text());
                case BAD -> paint.red(line.text());
                case GOOD -> paint.green(line.text());
              });
    }
    terminal.out().flush();
  }

  /** Makes a screen; with large numbers its runs take a while, and a terminal shows that. */
  private Screen screen(int number, int bet) {
    try (ProgressDisplay progress = progress(terminal)) {
      return telling.screen(number, bet);
    }
  }

  /** Shows that runs are played, until it is closed; null where nobody would see it. */
  static @Nullable ProgressDisplay progress(Terminal terminal) {
    return terminal.canRedraw() ? ProgressDisplay.start(DemoPlay::progress, terminal) : null;
  }

  /** What is shown while runs are played. */
  static String progress(long nanos) {
    long seconds = nanos / 1_000_000_000;
    return seconds == 0 ? "" : " playing runs, for %,d s".formatted(seconds);
  }

  /** Asks until the answer is one; the end of the input leaves. An empty line is no bet. */
  private String ask(BufferedReader in, String prompt, boolean isBet) {
    while (true) {
      terminal.out().println();
      terminal.out().print(terminal.outPaint().dim(prompt));
      terminal.out().flush();
      String answer = read(in);
      if (answer == null || answer.strip().equalsIgnoreCase("q")) {
        return "q";
      }
      if (!isBet || answer.isBlank()) {
        return "";
      }
      if (answer.strip().matches("[123]")) {
        return answer.strip();
      }
    }
  }

  private static @Nullable String read(BufferedReader in) {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
