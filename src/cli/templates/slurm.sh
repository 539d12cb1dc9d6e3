#!/bin/sh
#SBATCH --job-name={name}
#SBATCH --cpus-per-task={threads}
#SBATCH --time={time}
#SBATCH --mem={memory}
#SBATCH --output={log}
# What the site needs goes here: a partition, an account, modules. `cfs submit` fills in what is in braces, and
# leaves the file as it is otherwise.
exec {command}
