package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignSurvey;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a campaign was at which time: some hundred points, however long it takes. Guarded by its
 * campaign.
 */
public final class Pacing {
  private static final int MOST_POINTS = 240;
  private static final long FIRST_GAP_NANOS = 10_000_000;

  private final List<CampaignSurvey.Pace> points = new ArrayList<>();
  private long gapNanos = FIRST_GAP_NANOS;

  /** Says how far the campaign is; what comes soon after another point is left out. */
  public void at(long nanos, int worlds, int violating) {
    if (!points.isEmpty() && nanos - points.getLast().nanos() < gapNanos) {
      return;
    }
    points.add(new CampaignSurvey.Pace(nanos, worlds, violating));
    if (points.size() > MOST_POINTS) {
      Survey.halve(points);
      gapNanos *= 2;
    }
  }

  /** All points, and the end. */
  public List<CampaignSurvey.Pace> endingAt(long nanos, int worlds, int violating) {
    List<CampaignSurvey.Pace> all = new ArrayList<>(points);
    all.add(new CampaignSurvey.Pace(nanos, worlds, violating));
    return all;
  }
}
