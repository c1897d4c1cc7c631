package dev.faultline.spark;

import dev.faultline.explore.Errand;
import dev.faultline.explore.campaign.Machine;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import org.jspecify.annotations.Nullable;

/** Does an errand on an executor. */
record ErrandTask(String errand, Code code) implements Function<byte[], ErrandTask.Answer> {
  /**
   * What came of it.
   *
   * @param refusal why the executor does no errands for this driver, or null
   */
  record Answer(byte[] bytes, @Nullable String refusal) implements Serializable {}

  @Override
  public Answer call(byte[] request) throws ReflectiveOperationException {
    String differs = code.differsHere();
    if (differs != null) {
      return new Answer(new byte[0], "executor " + Machine.here() + " " + differs);
    }
    Object made =
        Class.forName(errand, true, Thread.currentThread().getContextClassLoader())
            .getConstructor()
            .newInstance();
    return new Answer(((Errand) made).answer(request), null);
  }
}
