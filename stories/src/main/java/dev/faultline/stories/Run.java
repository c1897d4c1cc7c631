package dev.faultline.stories;

import java.util.List;

/**
 * What happened in a scene.
 *
 * @param stepSeconds time between two points of a series
 * @param series what was measured, the most important last
 * @param marks the faults
 * @param from where the interesting part begins, in seconds
 * @param to where it ends
 * @param holds whether the system did what it is for
 * @param answer which answer to the story's question is right, 0 to 2
 * @param verdict one short sentence: how it ended
 * @param figures one for each of the story's columns
 * @param score the outcome as one number for maps, such as seconds until it is well again; negative
 *     when it does not hold
 */
public record Run(
    double stepSeconds,
    List<Series> series,
    List<Mark> marks,
    double from,
    double to,
    boolean holds,
    int answer,
    String verdict,
    List<String> figures,
    double score) {

  /** Checks that there is something to draw. */
  public Run {
    if (series.isEmpty() || to <= from || answer < 0 || answer > 2) {
      throw new AssertionError("a run needs a series, a part to show, and an answer from 0 to 2");
    }
    series = List.copyOf(series);
    marks = List.copyOf(marks);
    figures = List.copyOf(figures);
  }
}
