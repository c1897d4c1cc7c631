/**
 * Models and levels by name, for the command line. Each pair of a model and a level is either
 * checked or refused.
 */
@NullMarked
package dev.faultline.check.named;

import org.jspecify.annotations.NullMarked;
