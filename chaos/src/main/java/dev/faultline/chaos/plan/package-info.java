/**
 * Fault plans: a running system, faults in phases, healing, and the checks that judge the outcome.
 */
@NullMarked
package dev.faultline.chaos.plan;

import org.jspecify.annotations.NullMarked;
