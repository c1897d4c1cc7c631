/** What the tests of the simulated world speak: a rig around a world, and nodes made of lambdas. */
@org.jspecify.annotations.NullMarked
package dev.faultline.sim.testing;
