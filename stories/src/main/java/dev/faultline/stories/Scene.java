package dev.faultline.stories;

/**
 * What decides a run of a story: the same scene gives the same run.
 *
 * @param seed of everything that is random in it
 * @param values of the parameters
 * @param guard the name of the guard that is in place
 */
public record Scene(long seed, Values values, String guard) {
  /** The same seed and values with another guard. */
  public Scene with(String guard) {
    return new Scene(seed, values, guard);
  }

  /** The same with another value of a parameter. */
  public Scene with(String parameter, double value) {
    return new Scene(seed, values.with(parameter, value), guard);
  }

  /** The same with another seed. */
  public Scene withSeed(long seed) {
    return new Scene(seed, values, guard);
  }
}
