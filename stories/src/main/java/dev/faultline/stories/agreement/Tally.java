package dev.faultline.stories.agreement;

import dev.faultline.stories.Mark;
import dev.faultline.stories.Run;
import dev.faultline.stories.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What went well and what went wrong in each second of a run; it holds if nothing went wrong. */
final class Tally {
  private final String wellName;
  private final String wrongName;
  private final double[] well;
  private final double[] wrong;
  private final List<Mark> marks = new ArrayList<>();
  private int wrongs;

  Tally(String wellName, String wrongName, int seconds) {
    this.wellName = wellName;
    this.wrongName = wrongName;
    well = new double[seconds];
    wrong = new double[seconds];
  }

  void well(double at) {
    well[second(at)]++;
  }

  void wrong(double at) {
    wrong[second(at)]++;
    wrongs++;
  }

  void mark(double from, double to, String text) {
    marks.add(new Mark(from, Math.min(to, well.length), text));
  }

  int wrongs() {
    return wrongs;
  }

  private int second(double at) {
    return (int) Math.min(well.length - 1, Math.max(0, at));
  }

  /**
   * The run.
   *
   * @param many from how many on the third answer is right
   * @param good the verdict if nothing went wrong
   * @param bad the verdict otherwise
   * @param others the figures after the first, which is how much went wrong
   */
  Run run(int many, String good, String bad, String... others) {
    String count = String.format(Locale.ROOT, "%,d", wrongs);
    List<String> figures = new ArrayList<>(List.of(count));
    figures.addAll(List.of(others));
    return new Run(
        1,
        List.of(
            new Series(wellName, "/s", well, ""),
            new Series(wrongName, "/s", wrong, count + " in all")),
        marks,
        0,
        well.length,
        wrongs == 0,
        wrongs == 0 ? 0 : wrongs < many ? 1 : 2,
        wrongs == 0 ? good : bad,
        figures,
        wrongs == 0 ? 0 : -1);
  }
}
