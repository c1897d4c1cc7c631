package dev.faultline.bench.scale;

/**
 * What a campaign on many executors is like; times in seconds.
 *
 * @param executors that run one range at a time each
 * @param campaign how long the whole work takes where nothing is lost
 * @param range how long a range takes, but for the last ones, which get smaller
 * @param driver what the driver takes for each range, one after the other
 * @param task what an executor takes for each range beside its worlds
 * @param slowShare of the executors are slow
 * @param slowTimes so many times as slow
 * @param deathsAnHour of each executor, with what it was at; it is back after half a minute
 */
record Cluster(
    int executors,
    double campaign,
    double range,
    double driver,
    double task,
    double slowShare,
    double slowTimes,
    double deathsAnHour) {
  /** A thousand executors for ten minutes, with costs that are assumed. */
  static final Cluster USUAL = new Cluster(1000, 600, 10, 0.002, 0.02, 0.01, 3, 0.1);

  double work() {
    return executors * campaign;
  }

  Cluster withExecutors(int number) {
    return new Cluster(number, campaign, range, driver, task, slowShare, slowTimes, deathsAnHour);
  }

  Cluster withCampaign(double seconds) {
    return new Cluster(executors, seconds, range, driver, task, slowShare, slowTimes, deathsAnHour);
  }

  Cluster withRange(double seconds) {
    return new Cluster(
        executors, campaign, seconds, driver, task, slowShare, slowTimes, deathsAnHour);
  }

  Cluster withDriver(double seconds) {
    return new Cluster(
        executors, campaign, range, seconds, task, slowShare, slowTimes, deathsAnHour);
  }

  Cluster withTask(double seconds) {
    return new Cluster(
        executors, campaign, range, driver, seconds, slowShare, slowTimes, deathsAnHour);
  }

  Cluster withSlow(double share, double times) {
    return new Cluster(executors, campaign, range, driver, task, share, times, deathsAnHour);
  }

  Cluster withDeaths(double anHour) {
    return new Cluster(executors, campaign, range, driver, task, slowShare, slowTimes, anHour);
  }
}
