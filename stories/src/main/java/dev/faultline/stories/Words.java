package dev.faultline.stories;

import java.util.List;

/**
 * What a story says. All of it is plain text; whoever tells it breaks the lines.
 *
 * @param name for the command line, such as {@code retry-storm}
 * @param title a few words
 * @param claim one sentence that a reader would sign
 * @param incident what happened to whom
 * @param source where that can be read
 * @param question what the reader bets on
 * @param answers three, the shortest way to say each
 * @param why the cause, two or three sentences
 * @param change the change of the program, at most ten lines, with {@code +} and {@code -} in front
 * @param holds what the guard does about it
 * @param cost what that costs
 * @param guardClass the class that does it
 * @param next a change of the parameters with which to bet again, as arguments
 */
public record Words(
    String name,
    String title,
    String claim,
    String incident,
    String source,
    String question,
    List<String> answers,
    String why,
    List<String> change,
    String holds,
    String cost,
    String guardClass,
    String next) {

  /** What comes before the cause of a failure where a run did not fail. */
  public static final String WHERE_IT_FAILS =
      "Here the system holds as it is. Where it does not, this is why: ";

  /** Checks the form. */
  public Words {
    answers = List.copyOf(answers);
    change = List.copyOf(change);
    if (answers.size() != 3 || change.size() > 10) {
      throw new AssertionError("a story has three answers and a change of at most ten lines");
    }
  }
}
