from banyan.cli.main import main

main()
