package dev.faultline.junit;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** A test method as a scenario: its body is the program. */
record MethodScenario(Method method, Object instance) implements Scenario {
  @Override
  public String name() {
    return method.getDeclaringClass().getName() + "#" + method.getName();
  }

  @Override
  public String description() {
    return "The world test " + name() + ".";
  }

  @Override
  public Program program(Settings settings) {
    method.setAccessible(true);
    return this::build;
  }

  private void build(World world) {
    try {
      method.invoke(instance, world);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new UsageException(name() + " threw " + e.getCause(), e);
      }
    } catch (IllegalAccessException e) {
      throw new UsageException("cannot call " + name() + ": " + e, e);
    }
  }
}
