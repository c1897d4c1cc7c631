package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Store;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Issue 11, item 5: a disk shares no object with the program. */
final class StoredValueTest {
  private record Row(List<Integer> columns) {}

  private static Rig rig(Consumer<Env> work) {
    return Rig.with(new QuietAdversary(1))
        .model(asynchronous().crashRecovery(1))
        .node(
            "a",
            new Scripted()
                .onStart(env -> {
                  if (env.incarnation() == 1) {
                    work.accept(env);
                  }
                }));
  }

  private static void isFound(Rig rig, String type) {
    Violation violation = rig.run().violation();
    assertThat(violation).isNotNull();
    assertThat(violation.property()).isEqualTo(Violation.NO_STORED_VALUE_CHANGES);
    assertThat(violation.detail()).contains(type, "a stored under 'k'", "copy it before");
  }

  private static List<Integer> changed(Store store) {
    List<Integer> list = new ArrayList<>();
    store.put("k", list);
    list.add(1);
    return list;
  }

  @Test
  void a_value_that_changed_after_it_was_put_is_found_when_it_is_read() {
    isFound(
        rig(env -> {
          changed(env.store());
          env.store().get("k");
        }),
        "java.util.ArrayList");
    isFound(
        rig(env -> {
          changed(env.store());
          env.store().range("a", "z");
        }),
        "java.util.ArrayList");
  }

  @Test
  void it_is_found_when_it_is_written_again_or_synced() {
    isFound(rig(env -> env.store().put("k", changed(env.store()))), "java.util.ArrayList");
    isFound(
        rig(env -> {
          changed(env.store());
          env.store().remove("k");
        }),
        "java.util.ArrayList");
    isFound(
        rig(env -> {
          changed(env.store());
          env.store().sync();
        }),
        "java.util.ArrayList");
  }

  @Test
  void it_is_found_at_a_crash() {
    byte[] bytes = {1};
    isFound(
        rig(
                env -> {
                  env.store().put("k", bytes);
                  env.store().sync();
                  bytes[0] = 2;
                })
            .fault(10, new Fault.Crash("a", millis(10))),
        "byte[]");
  }

  @Test
  void a_value_that_was_read_and_changed_is_found_after_a_crash_too() {
    Rig rig =
        Rig.with(new QuietAdversary(1))
            .model(asynchronous().crashRecovery(1))
            .node(
                "a",
                new Scripted()
                    .onStart(env -> {
                      if (env.incarnation() == 1) {
                        env.store().put("k", new Row(new ArrayList<>()));
                        env.store().sync();
                      } else if (env.store().get("k") instanceof Row row) {
                        row.columns().add(1);
                        env.store().get("k");
                      }
                    }));
    isFound(rig.fault(10, new Fault.Crash("a", millis(10))), "Row");
  }

  @Test
  void values_that_stay_as_they_are_are_nobodys_mistake() {
    Rig rig =
        rig(env -> {
          byte[] bytes = {1};
          env.store().put("k", bytes);
          env.store().put("k", bytes.clone());
          env.store().sync();
          env.store().put("k", new ArrayList<>(List.of(1)));
          env.store().get("k");
          env.store().remove("k");
        });
    rig.fault(10, new Fault.Crash("a", millis(10))).runWell();
  }
}
