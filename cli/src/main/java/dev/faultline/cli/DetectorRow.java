package dev.faultline.cli;

import dev.faultline.guard.detect.ChenModel;
import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.HeartbeatSimulation;
import java.util.List;
import java.util.Locale;

/**
 * How well a detector did in the worlds of a model.
 *
 * @param worlds how many there were
 * @param detection mean seconds from the silence to the suspicion, where the peer was trusted when
 *     it fell silent, and then suspected; 0 if that was nowhere
 * @param slowest of those worlds
 * @param already worlds in which it was suspected already, wrongly, when it fell silent
 * @param undetected worlds in which it was trusted to the end
 * @param before mistakes an hour before the network is stable
 * @param after mistakes an hour afterwards
 * @param mistake mean seconds of a mistake
 * @param beats heartbeats a second
 */
record DetectorRow(
    DetectionMethod method,
    int worlds,
    double detection,
    double slowest,
    int already,
    int undetected,
    double before,
    double after,
    double mistake,
    double beats) {
  static final String HEAD =
      String.format(
          Locale.ROOT,
          "  %-22s %10s %10s %9s %11s %13s %13s %10s %8s",
          "detector",
          "detected",
          "slowest",
          "already",
          "undetected",
          "wrong/h early",
          "wrong/h later",
          "mistake",
          "beats/s");

  static final String LINK_HEAD =
      String.format(
          Locale.ROOT,
          "  %-12s %24s %24s %28s %10s",
          "detected in",
          "between mistakes, s",
          "mistake, s",
          "wrongly suspected",
          "slowest");

  private static final double NANOS = 1e9;
  private static final double HOUR = 3_600;

  static DetectorRow of(DetectionMethod method, List<DetectorWorld.Seen> all) {
    double detection = 0;
    double slowest = 0;
    int already = 0;
    int undetected = 0;
    long before = 0;
    long after = 0;
    double mistaken = 0;
    double alive = 0;
    long beats = 0;
    for (DetectorWorld.Seen seen : all) {
      if (seen.detection() == DetectorWorld.Seen.ALREADY) {
        already++;
      } else if (seen.detection() == DetectorWorld.Seen.NEVER) {
        undetected++;
      } else {
        detection += seen.detection() / NANOS;
        slowest = Math.max(slowest, seen.detection() / NANOS);
      }
      before += seen.before();
      after += seen.after();
      mistaken += seen.mistaken() / NANOS;
      alive += seen.alive() / NANOS;
      beats += seen.beats();
    }
    double early = all.size() * DetectorWorld.STABLE.toNanos() / NANOS;
    return new DetectorRow(
        method,
        all.size(),
        detection / Math.max(1, all.size() - undetected - already),
        slowest,
        already,
        undetected,
        before / early * HOUR,
        after / Math.max(1, alive - early) * HOUR,
        mistaken / Math.max(1, before + after),
        beats / Math.max(1, alive));
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "  %-22s %10s %10s %9s %11s %13s %13s %10s %8.1f",
        DetectorsCommand.text(method),
        isDetected() ? AdviseCommand.time(detection) : "-",
        isDetected() ? AdviseCommand.time(slowest) : "-",
        already == 0 ? "-" : already + " of " + worlds,
        undetected == 0 ? "-" : undetected + " of " + worlds,
        rate(before),
        rate(after),
        before + after == 0 ? "-" : AdviseCommand.time(mistake),
        beats);
  }

  /** Whether there is a world that says how soon it is detected. */
  boolean isDetected() {
    return already + undetected < worlds;
  }

  private static String rate(double perHour) {
    return perHour == 0
        ? "none"
        : String.format(Locale.ROOT, perHour < 10 ? "%.2f" : "%,.0f", perHour);
  }

  static String link(double bound, HeartbeatSimulation.Seen seen, ChenModel.Quality form) {
    ChenModel.Quality quality = seen.quality();
    return String.format(
        Locale.ROOT,
        "  %-12s %24s %24s %28s %8.3f s",
        bound + " s",
        String.format(
            Locale.ROOT, "%,.1f (%,.1f)", quality.betweenMistakes(), form.betweenMistakes()),
        String.format(Locale.ROOT, "%.4f (%.4f)", quality.mistake(), form.mistake()),
        String.format(Locale.ROOT, "%.3e (%.3e)", 1 - quality.accuracy(), 1 - form.accuracy()),
        seen.slowest());
  }
}
